using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>How many operations could not go on at one time. Who runs a continuation inline does not count: its thread is at work.</summary>
/// <param name="Waits">Their waits when there were most, in the order in which they began.</param>
public sealed record BlockedOperations(IReadOnlyList<BlockedInterval> Waits)
{
    /// <summary>The first moment of <paramref name="trace"/> at which most operations were blocked.</summary>
    /// <param name="trace">The trace.</param>
    public static BlockedOperations Peak(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var peak = new BlockedOperations([]);
        var open = new List<BlockedInterval>();
        foreach (var wait in BlockedTime.Intervals(trace).Where(wait => wait.Reason != BlockReason.InlineContinuation))
        {
            open.RemoveAll(earlier => earlier.UnblockedEvent < wait.BlockedEvent);
            open.Add(wait);
            if (open.Count > peak.Waits.Count)
            {
                peak = new BlockedOperations([.. open]);
            }
        }

        return peak;
    }
}
