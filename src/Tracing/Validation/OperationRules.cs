using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Validation;

/// <summary>An operation is created, started and ended once; it is blocked, unblocked and resumed in turn, and does nothing in between.</summary>
/// <param name="trace">The trace.</param>
/// <param name="report">Takes a problem of the event that is being checked.</param>
internal sealed class OperationRules(Trace trace, Action<string> report)
{
    private readonly Dictionary<int, OperationState> states = [];
    private readonly Dictionary<int, long> reasons = [];

    private enum OperationState
    {
        Unknown,
        Created,
        Active,
        Blocked,
        Unblocked,
        Ended,
    }

    /// <summary>Whether the operations that the event refers to exist.</summary>
    public bool Knows(in TraceEvent e)
    {
        var known = IsKnown(e.Operation) && (!RefersToOperation(e.Kind) || IsKnown(e.Subject));
        if (!known)
        {
            report($"{e.Kind} refers to an operation that the trace does not have: {(IsKnown(e.Operation) ? e.Subject : e.Operation)}");
        }

        return known;
    }

    public void Check(in TraceEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.OperationCreated:
                CheckCreated(e);
                Move(e.Subject, "is created", OperationState.Created, OperationState.Unknown);
                break;
            case EventKind.OperationStarted:
                Move(e.Operation, "starts", OperationState.Active, OperationState.Created);
                break;
            case EventKind.OperationEnded when (OperationEnd)e.Detail is OperationEnd.Aborted or OperationEnd.Canceled:
                Move(e.Operation, "ends", OperationState.Ended, OperationState.Created, OperationState.Active, OperationState.Blocked, OperationState.Unblocked);
                break;
            case EventKind.OperationEnded:
                Move(e.Operation, "ends", OperationState.Ended, OperationState.Active);
                break;
            case EventKind.Blocked:
                Move(e.Operation, "blocks", OperationState.Blocked, OperationState.Active);
                reasons[e.Operation] = e.Detail;
                break;
            case EventKind.Unblocked:
                Move(e.Subject, "is unblocked", OperationState.Unblocked, OperationState.Blocked);
                if (reasons.TryGetValue(e.Subject, out var reason) && reason != e.Detail)
                {
                    report($"op {e.Subject} is unblocked from {(BlockReason)e.Detail} and was blocked for {(BlockReason)reason}");
                }

                break;
            case EventKind.Resumed:
                Move(e.Operation, "resumes", OperationState.Active, OperationState.Unblocked);
                break;
            case EventKind.Decision when StateOf(e.Subject) is OperationState.Unknown or OperationState.Blocked or OperationState.Ended:
                report($"op {e.Subject} is chosen to run and cannot: it is {StateOf(e.Subject)}");
                break;
        }

        if (e.Kind == EventKind.Joined && StateOf(e.Subject) != OperationState.Ended)
        {
            report($"op {e.Subject} is joined and is {StateOf(e.Subject)}");
        }

        if (IsOwnDoing(e) && e.Operation > 0 && StateOf(e.Operation) != OperationState.Active)
        {
            report($"op {e.Operation} does something ({e.Kind}) although it is {StateOf(e.Operation)}");
        }
    }

    /// <summary>Who is in a deadlock is blocked at the end.</summary>
    public void CheckEnd()
    {
        foreach (var wait in trace.Deadlock?.Waits ?? [])
        {
            if (StateOf(wait.Operation) != OperationState.Blocked)
            {
                report($"op {wait.Operation} is in a deadlock and is {StateOf(wait.Operation)} at the end");
            }
        }
    }

    private static bool RefersToOperation(EventKind kind) => kind is EventKind.OperationCreated or EventKind.Unblocked or EventKind.Decision or EventKind.Preempted or EventKind.Joined;

    // What an operation can only do while it runs. The rest is done to it, or has a check of its own.
    private static bool IsOwnDoing(in TraceEvent e) => e.Kind is EventKind.Released or EventKind.Sent or EventKind.Received or EventKind.Signalled
        or EventKind.MemoryRead or EventKind.MemoryWrite or EventKind.Preempted or EventKind.Joined
        or EventKind.TaskBegin or EventKind.TaskEnd or EventKind.RegionBegin or EventKind.RegionEnd or EventKind.Count
        || e is { Kind: EventKind.Log, Site: not 0 }; // one without a site is the runtime's, of whoever it worked for

    private void CheckCreated(in TraceEvent e)
    {
        var info = trace.OperationWith(e.Subject);
        if (info is not null && (info.Creator != e.Operation || (long)info.Kind != e.Detail))
        {
            report($"op {e.Subject} is created by {e.Operation} as {(OperationKind)e.Detail}, and the table says by {info.Creator} as {info.Kind}");
        }
    }

    private void Move(int operation, string verb, OperationState to, params ReadOnlySpan<OperationState> from)
    {
        if (operation == 0)
        {
            report($"no operation {verb}");
        }
        else if (!from.Contains(StateOf(operation)))
        {
            report($"op {operation} {verb} and is {StateOf(operation)}");
        }

        states[operation] = to;
    }

    private OperationState StateOf(int operation) => states.GetValueOrDefault(operation);

    private bool IsKnown(int operation) => operation == 0 || trace.OperationWith(operation) is not null;
}
