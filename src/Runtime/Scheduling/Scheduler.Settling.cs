using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>Methods that an operation has left behind, suspended, become an operation of their own.</content>
internal sealed partial class Scheduler
{
    /// <summary>The operation goes on beside the methods that suspended in this step: they become an operation of their own.</summary>
    public void Settle(Operation operation)
    {
        var chain = operation.Pending!;
        operation.Pending = null;
        Stack(Fork(operation, chain.Outermost.Site, chain.Outermost), chain); // named for what the program started, not for what that called
        if (unposted is not null)
        {
            operation.LeaveRuntime();
            PostUnposted(operation);
            operation.EnterRuntime();
        }
    }

    // An awaiter of the program's own may have given away what to call, and an operation other than the one that suspends calls it, before the awaiter has
    // returned: the method goes on there and then, on the caller's thread, and whatever awaits it finds another operation at work.
    private Func<Operation, Operation?> LeaveTo(Operation operation, Frame frame) => caller =>
    {
        if (caller == operation)
        {
            return null;
        }

        var fork = Fork(operation, frame.Site, frame);
        fork.Frames.Push(frame);
        fork.Site = frame.Site;
        return fork;
    };

    private Operation Fork(Operation creator, long site, in Frame outermost)
    {
        var fork = Create(OperationKind.Async, "", site, creator);
        fork.HasStarted = true;
        fork.Task = outermost.Box as Task;
        Record(EventKind.OperationStarted, fork.Id, 0, 0, fork.CreationSite);
        Tasks.Add(outermost.Box, fork);
        Tasks.Add(outermost.StateMachine, fork);
        return fork;
    }
}
