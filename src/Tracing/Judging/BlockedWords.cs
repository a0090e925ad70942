using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>Explains which operations were blocked for too long.</summary>
internal static class BlockedWords
{
    /// <summary>Null when none was.</summary>
    public static Explanation? Explain(Trace trace, TimeSpan maximum, Func<BlockedInterval, bool> counts)
    {
        var tooLong = BlockedTime.Intervals(trace)
            .Where(counts)
            .Where(interval => interval.Duration > maximum || ForEver(trace, interval))
            .OrderByDescending(interval => ForEver(trace, interval))
            .ThenByDescending(interval => interval.Duration)
            .ToArray();
        return tooLong is not [var worst, ..] ? null : Explanation.OfSome(
            $"{TraceWords.Operation(trace, worst.Operation)} was blocked {Length(trace, worst)}:",
            tooLong,
            interval => Lines(trace, interval));
    }

    /// <summary>Who waited how long for what, and the events between which.</summary>
    public static IEnumerable<string> Lines(Trace trace, BlockedInterval interval)
    {
        yield return $"{TraceWords.Operation(trace, interval.Operation)} waited {Length(trace, interval)} for {TraceWords.Resource(trace, interval.Resource, interval.Reason)}{TraceWords.At(trace, interval.Site)}";
        yield return "  " + TraceWords.Event(trace, interval.BlockedEvent);
        yield return "  " + (interval.UnblockedEvent is { } end ? TraceWords.Event(trace, end) : "no event ended it");
    }

    private static string Length(Trace trace, BlockedInterval interval) =>
        ForEver(trace, interval) ? "for ever" : interval.UnblockedEvent is null ? $"for {TraceWords.Time(interval.Duration)}, until the trace ended" : $"for {TraceWords.Time(interval.Duration)}";

    // The virtual clock stands still in a deadlock, so that its waits look short.
    private static bool ForEver(Trace trace, BlockedInterval interval) =>
        trace.Deadlock?.Waits.Any(wait => wait.Operation == interval.Operation) == true
        && (interval.UnblockedEvent is not { } end || trace.Events[end].Kind == EventKind.OperationEnded);
}
