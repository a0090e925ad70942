using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <content>Calls that start work: the delegates that are handed over run as operations.</content>
public static partial class ObservedCalls
{
    // Where the call returns a task, whoever awaits that waits for a task like any other.
    private static readonly CallMeaning Work = new(BlockReason.TaskAwait);

    /// <summary>Queues work to the thread pool.</summary>
    public static ObservedCall? Enqueue(object? target, long site) => Start(OperationKind.WorkItem, site);

    /// <summary>Hands over work that a timer, or a wait, starts.</summary>
    public static ObservedCall? Trigger(object? target, long site) => Start(OperationKind.Timer, site);

    /// <summary>Hands over work that goes on after a task, or when it is told to.</summary>
    public static ObservedCall? Continue(object? target, long site) => Start(OperationKind.Task, site);

    /// <summary>Runs a loop on several threads, and waits for it.</summary>
    public static ObservedCall? Loop(object? target, long site) =>
        Control.Observed is { } by ? new ObservedCall(by, Work, site) { Loop = new ObservedLoop(by, site), Starts = OperationKind.Task } : null;

    /// <summary>Gives a query what to do with its elements, on whichever threads it runs.</summary>
    public static ObservedCall? Query(object? target, long site) =>
        Control.Observed is { } by ? new ObservedCall(by, default, site) { IsQuery = true } : null;

    private static ObservedCall? Start(OperationKind kind, long site) =>
        Control.Observed is { } by ? new ObservedCall(by, Work, site) { Starts = kind } : null;
}
