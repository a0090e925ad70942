using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <content>
/// Async methods. What suspends is an operation of its own for the time being; when its caller's next step is to await it, it is found to be a part of the caller's.
/// </content>
internal static partial class Observation
{
    /// <summary>What suspended in this step of this thread and was not yet seen to be awaited or left behind.</summary>
    [ThreadStatic]
    private static ObservedOperation? pending;

    /// <summary>The async method that this thread resumed last, in the operation that it runs.</summary>
    [ThreadStatic]
    private static object? resumed;

    /// <summary>An async method suspends.</summary>
    public static void Suspend<TAwaiter>(ObservedOperation by, ref TAwaiter awaiter, bool critical, Action continuation, object? stateMachine, long site)
        where TAwaiter : INotifyCompletion
    {
        var awaited = AwaiterIdentity<TAwaiter>.Get(ref awaiter);
        Suspended suspended;
        if (PendingFor(by, awaited) is { } chain && chain.TryExtend(continuation.Target, stateMachine, site))
        {
            suspended = new Suspended(chain, continuation, false, null, null, site);
        }
        else
        {
            // What came to its end on another thread just before it was awaited is a part as if it had been found complete; and what was resumed goes on as what it was,
            // unless that was in an earlier run.
            FoundComplete(by, awaited);
            pending = continuation.Target is { } box && box == resumed && by == ObservedFlow.Running ? null : Begin(by, continuation.Target, stateMachine, site);
            var part = pending ?? by;
            var blocks = awaiter is not YieldAwaitable.YieldAwaiter;
            suspended = new Suspended(part, continuation, blocks, awaited as Task, blocks ? Block(part, awaited as Task, site) : null, site);
        }

        if (critical)
        {
            ((ICriticalNotifyCompletion)awaiter).UnsafeOnCompleted(suspended.Resume);
        }
        else
        {
            awaiter.OnCompleted(suspended.Resume);
        }
    }

    /// <summary>An awaited thing was found complete. A task that is not is waited for synchronously, by another operation than the one that goes on with it.</summary>
    public static void FoundComplete(ObservedOperation by, object? awaited)
    {
        if (awaited is Task task)
        {
            SeenComplete(task);
        }

        if (awaited is not Task { IsCompleted: false } && PendingFor(by, awaited) is { } part)
        {
            part.Join(by);
            pending = null;
        }
    }

    // A run may have ended, and another begun, since it suspended.
    private static ObservedOperation? PendingFor(ObservedOperation by, object? awaited) =>
        pending is { } part && part.Recorder == by.Recorder && part.IsAwaitedAs(awaited) ? part : null;

    private static ObservedOperation Begin(ObservedOperation by, object? box, object? stateMachine, long site)
    {
        var part = by.Recorder.Create(by, OperationKind.Async, "", site);
        part.Extend(box, stateMachine);
        part.Recorder.Record(EventKind.OperationStarted, part, null, 0, 0, site);
        return part;
    }

    private static Meaning? Block(ObservedOperation part, Task? awaited, long site)
    {
        var meaning = awaited is not null && Meanings.TryGetValue(awaited, out var known) ? known : null;
        part.Recorder.Record(EventKind.Blocked, part, meaning?.Resource, ObservedEvent.HoldsNoThread, (long)(meaning?.Reason ?? BlockReason.TaskAwait), site);
        meaning?.Call?.Awaited();
        return meaning;
    }

    /// <summary>A suspended async method, which its awaiter resumes.</summary>
    private sealed class Suspended(ObservedOperation operation, Action continuation, bool isBlocked, Task? awaited, Meaning? meaning, long site) : TaskWaiters.IWaiter
    {
        private readonly ExecutionContext? context = ExecutionContext.Capture();
        private ObservedSignal? completer;
        private ObservedOperation? waker;

        public bool IsBlocked => isBlocked;

        public void CompletedBy(ObservedSignal signal) => Volatile.Write(ref completer, signal);

        public void Resume()
        {
            waker = ObservedFlow.Running ?? ObservedTasks.Completing(awaited) ?? TaskWaiters.EndedWith(awaited);
            if (context is null)
            {
                Run();
            }
            else
            {
                // Entered here, so that the method's own entering of it changes nothing: the flow knows the operation that it was forked from.
                ExecutionContext.Run(context, static state => ((Suspended)state!).Run(), this);
            }
        }

        private void Run()
        {
            var (outerPending, outerResumed) = (pending, resumed);
            var outer = ObservedFlow.Run(operation);
            (pending, resumed) = (null, continuation.Target);
            try
            {
                if (isBlocked)
                {
                    waker?.Whole.EndIfDone(); // what completes and so resumes this ended before
                    var signal = completer ?? meaning?.Call?.EndedBy ?? (waker is null ? null : new ObservedSignal(waker, 0));
                    operation.Unblock(meaning?.Reason ?? BlockReason.TaskAwait, signal, site);
                    meaning?.Call?.Resumed(operation);
                }

                TaskWaiters.Tell(continuation.Target as Task, operation, 0); // by nobody else will it be completed
                continuation();
                PendingFor(operation, continuation.Target)?.Join(operation);

                operation.Whole.EndIfDone();
            }
            finally
            {
                (pending, resumed) = (outerPending, outerResumed);
                ObservedFlow.Leave(outer);
            }
        }
    }
}
