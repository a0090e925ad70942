using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>Which events of a trace happened before which, whatever the scheduler might have done: by vector clocks.</summary>
/// <remarks>
/// What one operation does is in order; a creation comes before what is created, what unblocks an operation before its resumption, the end of an operation
/// before who joins it goes on, a release, signal or send before the acquisitions and receptions of the same resource that follow. Of a channel's items
/// it is not known which is which: a reception comes after every sending before it. After Leslie Lamport, Time, Clocks, and the Ordering of Events in a
/// Distributed System (1978), and Friedemann Mattern, Virtual Time and Global States of Distributed Systems (1989).
/// </remarks>
public sealed class HappensBefore
{
    private static readonly int[] Nothing = [];

    private readonly Trace trace;
    private readonly HappensBeforeEdges edges;

    // For each event: what its operation knew by then, shared with its neighbours until the operation learns more.
    private readonly int[][] known;
    private readonly Dictionary<int, int[]> operationClocks = [];
    private readonly Dictionary<int, int[]> resourceClocks = [];
    private readonly Dictionary<int, int[]> readerClocks = [];
    private readonly Dictionary<int, int[]> endClocks = [];

    private HappensBefore(Trace trace, HappensBeforeEdges edges)
    {
        (this.trace, this.edges) = (trace, edges);
        known = new int[trace.Events.Count][];
        for (var i = 0; i < known.Length; i++)
        {
            known[i] = Step(trace.Events[i], i);
        }
    }

    /// <summary>The order of the events of <paramref name="trace"/>.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="edges">What puts operations in order.</param>
    public static HappensBefore Of(Trace trace, HappensBeforeEdges edges = HappensBeforeEdges.All)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new HappensBefore(trace, edges);
    }

    /// <summary>Whether one event happened before another in every run with the same synchronisation.</summary>
    /// <param name="first">Index of the one.</param>
    /// <param name="second">Index of the other.</param>
    public bool IsBefore(int first, int second)
    {
        var (one, other) = (trace.Events[first], trace.Events[second]);
        return first < second
            && (one.Operation == other.Operation || (one.Operation > 0 && Component(known[second], one.Operation) > first));
    }

    /// <summary>Whether neither of two events happened before the other.</summary>
    /// <param name="first">Index of the one.</param>
    /// <param name="second">Index of the other.</param>
    public bool AreConcurrent(int first, int second) => first != second && !IsBefore(first, second) && !IsBefore(second, first);

    /// <summary>Whether an event puts its operation, and its subject where that is one, in order with others by <see cref="HappensBeforeEdges.ForkJoin"/>.</summary>
    internal static bool IsForkOrJoin(in TraceEvent e) => e.Kind switch
    {
        EventKind.OperationCreated or EventKind.Joined => true,
        EventKind.Unblocked => (BlockReason)e.Detail is BlockReason.Join or BlockReason.TaskAwait or BlockReason.TaskWait,
        _ => false,
    };

    /// <returns>What the event's operation knows after it.</returns>
    private int[] Step(in TraceEvent e, int index)
    {
        var mode = (HoldMode)e.Detail;
        switch (e.Kind)
        {
            case EventKind.OperationCreated:
                Learn(operationClocks, e.Subject, After(e.Operation, index));
                break;
            case EventKind.Unblocked when edges == HappensBeforeEdges.All || IsForkOrJoin(e):
                Learn(operationClocks, e.Subject, After(e.Operation, index));
                break;
            case EventKind.OperationEnded:
                endClocks[e.Operation] = After(e.Operation, index);
                break;
            case EventKind.Joined:
                Learn(operationClocks, e.Operation, endClocks.GetValueOrDefault(e.Subject, Nothing));
                break;
            case EventKind.Acquired when edges == HappensBeforeEdges.All:
                Learn(operationClocks, e.Operation, resourceClocks.GetValueOrDefault(e.Subject, Nothing));
                if (mode == HoldMode.Exclusive)
                {
                    Learn(operationClocks, e.Operation, readerClocks.GetValueOrDefault(e.Subject, Nothing));
                }

                break;
            case EventKind.Released when edges == HappensBeforeEdges.All:
                Learn(mode == HoldMode.Shared ? readerClocks : resourceClocks, e.Subject, After(e.Operation, index));
                break;
            case (EventKind.Sent or EventKind.Signalled) when edges == HappensBeforeEdges.All:
                Learn(resourceClocks, e.Subject, After(e.Operation, index));
                break;
            case EventKind.Received when edges == HappensBeforeEdges.All:
                Learn(operationClocks, e.Operation, resourceClocks.GetValueOrDefault(e.Subject, Nothing));
                break;
        }

        return operationClocks.GetValueOrDefault(e.Operation, Nothing);
    }

    /// <summary>What is known of everybody by who comes after this event. An operation's component is the number of events of the trace up to its last that is known.</summary>
    private int[] After(int operation, int index)
    {
        var clock = operationClocks.GetValueOrDefault(operation, Nothing);
        if (operation == 0)
        {
            return clock;
        }

        var result = new int[Math.Max(clock.Length, operation + 1)];
        clock.CopyTo(result, 0);
        result[operation] = index + 1;
        return result;
    }

    private static void Learn(Dictionary<int, int[]> clocks, int who, int[] news)
    {
        var old = clocks.GetValueOrDefault(who, Nothing);
        var learns = false;
        for (var i = 0; i < news.Length && !learns; i++)
        {
            learns = news[i] > Component(old, i);
        }

        if (learns)
        {
            var merged = new int[Math.Max(old.Length, news.Length)];
            for (var i = 0; i < merged.Length; i++)
            {
                merged[i] = Math.Max(Component(old, i), Component(news, i));
            }

            clocks[who] = merged;
        }
    }

    private static int Component(int[] clock, int operation) => operation < clock.Length ? clock[operation] : 0;
}
