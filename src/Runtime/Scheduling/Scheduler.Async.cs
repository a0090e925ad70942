using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>Async methods: a chain of awaits is one operation, a method left behind becomes one of its own.</content>
internal sealed partial class Scheduler
{
    // One for all who only let others go on.
    private readonly Suspension yielded;

    /// <summary>An async method suspends: called by its builder, as the last thing the method does in this step.</summary>
    public void Suspend<TAwaiter>(Operation operation, ref TAwaiter awaiter, bool critical, Action continuation, object? stateMachine, long site)
        where TAwaiter : INotifyCompletion
    {
        if (!Enter(operation, site, settle: false))
        {
            // The run is over: the method stays suspended for ever.
            Leave(operation);
            return;
        }

        var awaited = AwaiterIdentity<TAwaiter>.Get(ref awaiter);
        var context = ResumptionContext.Current is { } current && ResumptionContext.IsCapturedBy(ref awaiter) ? current : null;
        var frame = new Frame(continuation, continuation.Target, stateMachine, awaited ?? AwaiterIdentity<TAwaiter>.OfProgram(ref awaiter), context, site);
        if (operation.Pending is { } chain && chain.Outermost.Is(awaited))
        {
            chain.Join(frame);
        }
        else
        {
            if (operation.Pending is not null)
            {
                Settle(operation);
            }

            var suspension = Subscribe(operation, ref awaiter, critical, awaited, frame);
            if (operation.Pending is not null)
            {
                // An awaiter of the program's own started another method when it was told.
                Settle(operation);
            }

            if (suspension.IsToldAtOnce)
            {
                // As in the BCL: the rest of the method runs within this call, before its caller goes on.
                Leave(operation);
                continuation();
                return;
            }

            if (!suspension.IsTakenOver)
            {
                operation.Chain.Begin(frame, suspension);
                operation.Pending = operation.Chain;
            }
        }

        Leave(operation);
    }

    /// <summary>A delegate is to be called when an awaiter is complete, which no async method awaits: it is an operation of its own.</summary>
    public void Fork<TAwaiter>(Operation operation, ref TAwaiter awaiter, Action continuation, long site)
        where TAwaiter : INotifyCompletion
    {
        AwaiterIdentity<TAwaiter>.Source(ref awaiter)?.ThrowIfTaken();
        Visit(operation, site);
        Suspend(operation, ref awaiter, critical: true, continuation, null, site);
        Visit(operation, site);
    }

    /// <summary>Makes <paramref name="promise"/> the task that the program sees for the operation that runs <paramref name="started"/>.</summary>
    public T Promise<T>(Task started, T promise)
        where T : Task
    {
        if (Tasks.Find(started)?.Completer is { } operation)
        {
            operation.Task = promise;
            Tasks.Add(promise, operation);
        }

        return promise;
    }

    /// <summary>A suspension that <paramref name="task"/>, which the operation did not find complete, completes.</summary>
    public Suspension Subscribe(Operation operation, Task task, object? context, long site)
    {
        var suspension = new Suspension(this, runsInline: !Tasks.ContinuesAsynchronously(task)) { Awaited = task, Context = context, IsBeginning = GoesAway(operation, task, site) };
        if (Tasks.Find(task)?.TryTell(suspension) != true)
        {
            task.ContinueWith(
                static (_, state) => ((Suspension)state!).Complete(),
                suspension,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.HideScheduler,
                ImmediateTaskScheduler.Instance);
        }

        suspension.IsBeginning = false;
        return suspension;
    }

    private Suspension Subscribe<TAwaiter>(Operation operation, ref TAwaiter awaiter, bool critical, object? awaited, in Frame frame)
        where TAwaiter : INotifyCompletion
    {
        var context = frame.Context;
        if (awaiter is YieldAwaitable.YieldAwaiter)
        {
            strategy.Yielded(operation);
            if (spinning.Yields())
            {
                LetTimePass(spinning.NextLeap);
            }

            return context is null ? yielded : new Suspension(this, runsInline: false) { IsComplete = true, Context = context };
        }

        if (awaited is Task task)
        {
            BeginAwait(operation, ref awaiter);
            return Subscribe(operation, task, context, frame.Site);
        }

        // Such an awaiter captures the context itself.
        var runsAtOnce = awaited is null || context is not null;
        var suspension = new Suspension(this, runsInline: true)
        {
            RunsAtOnce = runsAtOnce,
            LeaveTo = runsAtOnce ? LeaveTo(operation, frame) : null,
            IsBeginning = GoesAway(operation, awaited, frame.Site),
            Asking = operation,
        };
        try
        {
            if (critical)
            {
                ((ICriticalNotifyCompletion)awaiter).UnsafeOnCompleted(suspension.CompleteAction);
            }
            else
            {
                awaiter.OnCompleted(suspension.CompleteAction);
            }
        }
        catch (OperationAbortedException)
        {
            // The run is over. The builder that asked would throw it on the thread pool, which ends the process.
        }
        catch (Exception e)
        {
            Escaped(operation, e);
        }

        suspension.IsBeginning = false;
        suspension.Asking = null;
        return suspension;
    }

    private void BeginAwait<TAwaiter>(Operation operation, ref TAwaiter awaiter)
    {
        try
        {
            AwaiterIdentity<TAwaiter>.Source(ref awaiter)?.BeginAwait();
        }
        catch (InvalidOperationException e)
        {
            // The builder that asked would throw it on the thread pool, which ends the process.
            Escaped(operation, e);
        }
    }

    /// <summary>Runs one step of an operation: until it suspends or ends.</summary>
    private void RunStep(Operation operation)
    {
        if (!operation.HasStarted)
        {
            operation.HasStarted = true;
            if (unwinding)
            {
                End(operation, OperationEnd.Aborted);
                return;
            }

            Record(EventKind.OperationStarted, operation.Id, 0, 0, operation.CreationSite);
            RunUserCode(operation, operation.Work!);
            operation.Work = null;
            if (SuspendedAfterStart(operation))
            {
                return;
            }
        }
        else
        {
            Resume(operation, operation.Site);
            CountStep();
        }

        var isFirst = true;
        while (operation.Frames.TryPop(out var frame))
        {
            if (!unwinding && !isFirst && !ReferenceEquals(frame.Context, ResumptionContext.Current))
            {
                operation.Frames.Push(frame);
                Await(operation, new Suspension(this, runsInline: false) { IsComplete = true, Context = frame.Context });
                return;
            }

            isFirst = false;
            if (!unwinding && frame.Awaited is Task awaited && !FindsComplete(operation, awaited))
            {
                operation.Frames.Push(frame);
                Await(operation, Subscribe(operation, awaited, frame.Context, frame.Site));
                return;
            }

            operation.Site = frame.Site;
            RunUserCode(operation, frame.Continuation);
            if (SuspendedAgain(operation, frame))
            {
                return;
            }
        }

        End(operation, EndOf(operation));
    }

    private void RunUserCode(Operation operation, Action code)
    {
        operation.LeaveRuntime();
        try
        {
            code();
        }
        catch (OperationAbortedException) when (unwinding)
        {
        }
        catch (Exception e)
        {
            Escaped(operation, e);
        }

        if (!operation.EnterRuntime())
        {
            Rejoin(operation);
        }
    }

    /// <returns>Whether what the first step started goes on later, as the same operation.</returns>
    private bool SuspendedAfterStart(Operation operation)
    {
        var chain = operation.Pending;
        var unfinished = operation.Returned is Task { IsCompleted: false } task ? task : null;
        if (chain is null && (unfinished is null || operation.Kind != OperationKind.Body))
        {
            return false;
        }

        if (unwinding || (chain is null && FindsComplete(operation, unfinished!)))
        {
            return false;
        }

        if (chain is not null && unfinished is null)
        {
            Settle(operation);
            return false;
        }

        operation.Pending = null;
        if (operation.Kind == OperationKind.Body && (chain is null || !chain.Outermost.Is(unfinished)))
        {
            // Code that is not woven stands between: the body has ended when what it returned is complete.
            operation.Frames.Push(new Frame(static () => { }, null, null, unfinished, null, operation.Site));
        }

        if (chain is null)
        {
            Await(operation, Subscribe(operation, unfinished!, null, operation.Site));
        }
        else
        {
            Stack(operation, chain);
        }

        return true;
    }

    /// <returns>Whether the method that just ran a step is suspended again.</returns>
    private bool SuspendedAgain(Operation operation, Frame frame)
    {
        if (operation.Pending is not { } chain || unwinding)
        {
            return false;
        }

        if (!chain.Outermost.Is(frame.Box ?? frame.StateMachine))
        {
            Settle(operation);
            return false;
        }

        operation.Pending = null;
        Stack(operation, chain);
        return true;
    }

    private void Stack(Operation operation, AsyncChain chain)
    {
        for (var i = chain.Frames.Count - 1; i >= 0; i--)
        {
            operation.Frames.Push(chain.Frames[i]);
        }

        Await(operation, chain.Suspension);
    }

    private void Await(Operation operation, Suspension suspension)
    {
        operation.Suspension = suspension;
        var frame = operation.Frames.Peek();
        operation.Site = frame.Site;
        if (suspension is { IsComplete: true, Context: null })
        {
            Enable(operation);
        }
        else
        {
            var known = frame.Awaited is null ? null : Tasks.Find(frame.Awaited);
            MarkBlocked(operation, known?.Reason ?? BlockReason.TaskAwait, (object?)known?.Resource ?? frame.Awaited, frame.Site);
            BeginsToAwait(operation, known);
        }

        suspension.SetOwner(operation);
        if (suspension is { IsComplete: true, Context: not null })
        {
            unposted = operation;
        }
    }
}
