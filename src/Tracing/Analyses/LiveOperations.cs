using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>How many operations were live: created and not ended, the body included.</summary>
/// <param name="Operations">Numbers of the operations that were live when there were most, in order.</param>
/// <param name="Event">Index of the event that brought the number to its height; null when the trace has no operation.</param>
public sealed record LiveOperations(IReadOnlyList<int> Operations, int? Event)
{
    /// <summary>The most that were live at one time.</summary>
    public int Count => Operations.Count;

    /// <summary>The first moment of <paramref name="trace"/> at which most operations were live.</summary>
    /// <param name="trace">The trace.</param>
    public static LiveOperations Peak(Trace trace)
    {
        var live = new SortedSet<int>();
        var peak = new LiveOperations([], null);
        for (var i = 0; i < trace.Events.Count; i++)
        {
            var e = trace.Events[i];
            _ = e.Kind switch
            {
                EventKind.OperationCreated => live.Add(e.Subject),
                EventKind.OperationStarted => live.Add(e.Operation), // nothing creates the body
                EventKind.OperationEnded => live.Remove(e.Operation),
                _ => false,
            };
            if (live.Count > peak.Count)
            {
                peak = new LiveOperations([.. live], i);
            }
        }

        return peak;
    }
}
