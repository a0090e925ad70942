using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>
/// Awaits that resume in a context of the user's: whoever completes what is awaited posts the rest of the method there, and the step runs on the stack of
/// the operation that takes it from the context's queue.
/// </content>
internal sealed partial class Scheduler
{
    private Operation? unposted;

    /// <summary>Posts the next step of <paramref name="suspended"/>, as part of what the running operation does.</summary>
    public void Post(Operation suspended, object context)
    {
        var resource = Resources.Get(context, ResourceKind.Other, suspended.Site);
        suspended.BlockedOn = resource;
        suspended.MayAwaitOutside = false;
        try
        {
            ResumptionContext.Post(context, () => Resume(suspended));
        }
        catch (Exception e) when (e is not OperationAbortedException)
        {
            Escaped(Running ?? suspended, e);
        }
    }

    /// <summary>Posts the next step of an operation whose awaited thing was completed by no operation: one of the pool's does it.</summary>
    public void PostFromPool(Operation suspended, object context)
    {
        var poster = Create(OperationKind.WorkItem, "", suspended.Site);
        poster.Work = () => Post(suspended, context);
        Enable(poster);
    }

    // The context has come to the step.
    private void Resume(Operation suspended)
    {
        if (Control.Current is { IsDetached: false } host && ReferenceEquals(host.Scheduler, this))
        {
            RunInline(host, suspended);
        }
        else
        {
            DoFromAnywhere(() => Enable(suspended));
        }
    }

    /// <summary>Posts for an operation that suspended in what was complete already, once its step is over.</summary>
    /// <param name="by">On whose stack; null for a thread that is done with its operation.</param>
    private void PostUnposted(Operation? by)
    {
        if (unposted is not { } suspended)
        {
            return;
        }

        unposted = null;
        var context = suspended.Suspension!.Context!;
        if (unwinding)
        {
            return;
        }

        if (by is null)
        {
            PostFromPool(suspended, context);
        }
        else
        {
            Post(suspended, context);
        }
    }

    /// <summary>What one operation left on a thread of the pool is not there for the next, as on the runtime's.</summary>
    private static void ResetThread(Worker worker)
    {
        if (worker.IsDedicated)
        {
            return;
        }

        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        ExecutionContext.Restore(worker.Context!);
    }
}
