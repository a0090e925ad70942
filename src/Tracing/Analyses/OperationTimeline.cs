using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>The states of every operation over time, without gaps from its creation to its end.</summary>
/// <remarks>
/// In Explore mode one operation runs at a time, so those that could run and did not are runnable, as far as the trace tells: where another
/// was chosen. In Observe mode the operating system's scheduler is not seen, and an operation that is not blocked counts as running.
/// </remarks>
public sealed class OperationTimeline
{
    private readonly Dictionary<int, List<StateInterval>> byOperation = [];
    private readonly Trace trace;

    private OperationTimeline(Trace trace) => this.trace = trace;

    /// <summary>The intervals of all operations, in the order in which they began.</summary>
    public IReadOnlyList<StateInterval> Intervals { get; private set; } = [];

    /// <summary>The timeline of <paramref name="trace"/>.</summary>
    /// <param name="trace">The trace.</param>
    public static OperationTimeline Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var timeline = new OperationTimeline(trace);
        timeline.Build();
        timeline.Intervals = [.. timeline.byOperation.Values.SelectMany(l => l).OrderBy(i => i.FirstEvent)];
        return timeline;
    }

    /// <summary>The intervals of one operation, in order; empty when it was never created.</summary>
    /// <param name="operation">Its number.</param>
    public IReadOnlyList<StateInterval> IntervalsOf(int operation) => byOperation.TryGetValue(operation, out var own) ? own : [];

    /// <summary>How the operation spent its time.</summary>
    /// <param name="operation">Its number.</param>
    public OperationBreakdown BreakdownOf(int operation) => OperationBreakdown.Of(operation, IntervalsOf(operation));

    private void Build()
    {
        for (var i = 0; i < trace.Events.Count; i++)
        {
            var e = trace.Events[i];
            switch (e.Kind)
            {
                case EventKind.OperationCreated:
                    Enter(e.Subject, OperationState.Runnable, e, i);
                    break;
                case EventKind.OperationStarted or EventKind.Resumed:
                    Enter(e.Operation, OperationState.Running, e, i);
                    break;
                case EventKind.Blocked:
                    Enter(e.Operation, OperationState.Blocked, e, i);
                    break;
                case EventKind.Unblocked:
                    Enter(e.Subject, OperationState.Runnable, e, i);
                    break;
                case EventKind.Decision:
                    // Who was preempted goes on without an event of its own.
                    Continue(e.Subject, e, i);
                    break;
                case EventKind.Preempted:
                    Enter(e.Operation, OperationState.Runnable, e, i);
                    break;
                case EventKind.OperationEnded:
                    Close(e.Operation, e.Time, i);
                    break;
            }
        }

        foreach (var operation in byOperation.Keys)
        {
            Close(operation, trace.Events[^1].Time, null);
        }
    }

    private void Enter(int operation, OperationState state, in TraceEvent e, int index)
    {
        Close(operation, e.Time, index);
        if (!byOperation.TryGetValue(operation, out var own))
        {
            byOperation.Add(operation, own = []);
        }

        var time = TimeSpan.FromTicks(e.Time);
        var blocked = state == OperationState.Blocked;
        own.Add(new StateInterval(operation, state, blocked ? (BlockReason)e.Detail : null, blocked ? e.Subject : 0, e.Site, time, time, index, Open));
    }

    private void Continue(int operation, in TraceEvent e, int index)
    {
        // One that has not started, or is to resume, has an event for that, at its first step.
        if (IntervalsOf(operation) is [.., { State: OperationState.Runnable, LastEvent: Open } last] && trace.Events[last.FirstEvent].Kind == EventKind.Preempted)
        {
            Enter(operation, OperationState.Running, e, index);
        }
    }

    private void Close(int operation, long time, int? index)
    {
        if (byOperation.TryGetValue(operation, out var own) && own[^1].LastEvent == Open)
        {
            own[^1] = own[^1] with { End = TimeSpan.FromTicks(time), LastEvent = index };
        }
    }

    // Stands for "not ended yet" while the timeline is built.
    private const int Open = -1;
}
