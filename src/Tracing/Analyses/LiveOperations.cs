using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>How many operations were live: created and not ended, the body included.</summary>
/// <param name="Operations">Numbers of the operations that were live when there were most, in order.</param>
/// <param name="Event">Index of the event that brought the number to its height; null when the trace has no operation.</param>
public sealed record LiveOperations(IReadOnlyList<int> Operations, int? Event)
{
    private const int Body = 1;

    /// <summary>The most that were live at one time.</summary>
    public int Count => Operations.Count;

    /// <summary>The first moment of <paramref name="trace"/> at which most operations were live.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="kind">The kind of operations that counts; every kind when null.</param>
    public static LiveOperations Peak(Trace trace, OperationKind? kind = null)
    {
        var peak = new LiveOperations([], null);
        foreach (var (index, live) in Changes(trace, kind))
        {
            if (live.Count > peak.Count)
            {
                peak = new LiveOperations([.. live], index);
            }
        }

        return peak;
    }

    /// <summary>Numbers of those that were still live just after the body had ended, in order; where it never did, at the end of the trace, without the body.</summary>
    /// <param name="trace">The trace.</param>
    public static IReadOnlyList<int> AfterBody(Trace trace)
    {
        IReadOnlyCollection<int> last = [];
        foreach (var (index, live) in Changes(trace))
        {
            last = live;
            if (IsEndOfBody(trace.Events[index]))
            {
                break;
            }
        }

        return [.. last.Where(id => id != Body)];
    }

    internal static bool IsEndOfBody(TraceEvent e) => e is { Kind: EventKind.OperationEnded, Operation: Body };

    /// <summary>How many were live from each event on that changed their number.</summary>
    /// <param name="trace">The trace.</param>
    public static IEnumerable<(int Event, TimeSpan Time, int Count)> OverTime(Trace trace) =>
        Changes(trace).Select(change => (change.Event, TimeSpan.FromTicks(trace.Events[change.Event].Time), change.Live.Count));

    private static IEnumerable<(int Event, SortedSet<int> Live)> Changes(Trace trace, OperationKind? kind = null)
    {
        var live = new SortedSet<int>();
        for (var i = 0; i < trace.Events.Count; i++)
        {
            var e = trace.Events[i];
            var changed = e.Kind switch
            {
                EventKind.OperationCreated when Counts(e.Subject) => live.Add(e.Subject),
                EventKind.OperationStarted when Counts(e.Operation) => live.Add(e.Operation), // nothing creates the body
                EventKind.OperationEnded => live.Remove(e.Operation),
                _ => false,
            };
            if (changed)
            {
                yield return (i, live);
            }
        }

        bool Counts(int operation) => kind is null || trace.OperationWith(operation)?.Kind == kind;
    }
}
