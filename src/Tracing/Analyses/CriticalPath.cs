using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>
/// The chain of work and waiting that the end of the run had to wait for: shortening anything else does not make the run shorter.
/// </summary>
/// <remarks>Found backwards from the last end: where an operation was blocked, the path goes on with who unblocked it; where it began, with who created it.</remarks>
/// <param name="Segments">From the beginning of the run to its end, without gaps.</param>
public sealed record CriticalPath(IReadOnlyList<StateInterval> Segments)
{
    /// <summary>How long the path is.</summary>
    public TimeSpan Duration => Segments.Count == 0 ? TimeSpan.Zero : Segments[^1].End - Segments[0].Start;

    /// <summary>The path to the end of the operation that ended last; empty where none ended.</summary>
    /// <param name="trace">The trace.</param>
    public static CriticalPath Of(Trace trace)
    {
        var timeline = OperationTimeline.Of(trace);
        var at = Enumerable.Range(0, trace.Events.Count).LastOrDefault(i => trace.Events[i].Kind == EventKind.OperationEnded, -1);
        return new CriticalPath(at < 0 ? [] : Walk(trace, timeline, trace.Events[at].Operation, at));
    }

    private static List<StateInterval> Walk(Trace trace, OperationTimeline timeline, int operation, int at)
    {
        var path = new List<StateInterval>();
        while (timeline.IntervalsOf(operation).LastOrDefault(i => i.FirstEvent < at) is { } interval)
        {
            var begin = trace.Events[interval.FirstEvent];
            var by = begin.Kind is EventKind.Unblocked or EventKind.OperationCreated ? begin.Operation : 0;

            // Nobody but the clock ended a wait without a waker: the wait itself is on the path.
            path.Add(interval with { End = TimeSpan.FromTicks(trace.Events[at].Time), LastEvent = at });
            at = interval.FirstEvent;
            operation = by > 0 && by != operation ? by : operation;
        }

        path.Reverse();
        return path;
    }
}
