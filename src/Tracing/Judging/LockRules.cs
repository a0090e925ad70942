using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>How locks may be used.</summary>
internal static class LockRules
{
    public static Rule MaxHoldTime(TimeSpan maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, TimeSpan.Zero);
        return new Rule($"to have no lock held for more than {TraceWords.Time(maximum)}", trace =>
        {
            var locks = LockOrderGraph.Of(trace).Locks;
            var tooLong = ResourceUse.Of(trace).Holds
                .Where(hold => locks.Contains(hold.Resource) && (hold.Duration > maximum || ForEver(trace, hold)))
                .OrderByDescending(hold => ForEver(trace, hold))
                .ThenByDescending(hold => hold.Duration)
                .ToList();
            return tooLong is not [var worst, ..] ? null : Explanation.OfSome(
                $"{TraceWords.Operation(trace, worst.Operation)} held {TraceWords.Resource(trace, worst.Resource)} {Length(trace, worst)}:",
                tooLong,
                hold => Lines(trace, hold));
        });
    }

    public static Rule MaxContentions(int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        return new Rule($"to have at most {Plural.Of(maximum, "contention")}", trace =>
        {
            var locks = LockOrderGraph.Of(trace).Locks;
            var contentions = BlockedTime.Intervals(trace).Where(interval => IsContention(interval, locks)).ToList();
            return contentions.Count <= maximum ? null : Explanation.OfSome(
                $"{Plural.Of(contentions.Count, "time")} an operation had to wait for a lock that another held:",
                contentions,
                interval => BlockedWords.Lines(trace, interval));
        });
    }

    public static Rule NoInlineContinuations() => new("to have no continuation run inline under a lock", trace =>
    {
        var graph = LockOrderGraph.Of(trace);
        var use = ResourceUse.Of(trace);
        var found = BlockedTime.Intervals(trace)
            .Where(interval => interval.Reason == BlockReason.InlineContinuation)
            .Select(interval => (interval, hold: use.Holds.FirstOrDefault(hold => hold.Operation == interval.Operation
                && graph.Locks.Contains(hold.Resource) && hold.AcquiredEvent < interval.BlockedEvent && (hold.ReleasedEvent ?? int.MaxValue) > interval.BlockedEvent)))
            .Where(pair => pair.hold is not null)
            .ToList();
        return found is not [var first, ..] ? null : Explanation.OfSome(
            $"{TraceWords.Operation(trace, first.interval.Operation)} held {TraceWords.Resource(trace, first.hold!.Resource)} while a continuation ran on its stack. TaskCreationOptions.RunContinuationsAsynchronously prevents it:",
            found,
            pair => [TraceWords.Event(trace, pair.hold!.AcquiredEvent), TraceWords.Event(trace, pair.interval.BlockedEvent), .. Next(trace, pair.interval.BlockedEvent)]);
    })
    {
        Missing = Evidence.UnderControl("which continuations run inline"),
    };

    // Who runs on the stack.
    private static IEnumerable<string> Next(Trace trace, int blocked)
    {
        for (var i = blocked + 1; i < trace.Events.Count; i++)
        {
            if (trace.Events[i].Kind == EventKind.Resumed)
            {
                yield return TraceWords.Event(trace, i);
                yield break;
            }
        }
    }

    /// <summary>Whether somebody waited for a lock that another held.</summary>
    public static bool IsContention(BlockedInterval interval, IReadOnlySet<int> locks) =>
        interval.Reason is BlockReason.Lock or BlockReason.ReaderLock or BlockReason.WriterLock or BlockReason.Mutex or BlockReason.Spin
        || (interval.Reason == BlockReason.Semaphore && locks.Contains(interval.Resource));

    private static IEnumerable<string> Lines(Trace trace, HoldInterval hold)
    {
        yield return $"{TraceWords.Operation(trace, hold.Operation)} held {TraceWords.Resource(trace, hold.Resource)} {Length(trace, hold)}";
        yield return "  " + TraceWords.Event(trace, hold.AcquiredEvent);
        yield return "  " + (hold.ReleasedEvent is { } end ? TraceWords.Event(trace, end) : "no event ended it");
    }

    private static string Length(Trace trace, HoldInterval hold) =>
        ForEver(trace, hold) ? "for ever" : $"for {TraceWords.Time(hold.Duration)}{(hold.ReleasedEvent is null ? ", until the trace ended" : "")}";

    // The virtual clock stands still in a deadlock.
    private static bool ForEver(Trace trace, HoldInterval hold) =>
        hold.ReleasedEvent is null && trace.Deadlock?.Waits.Any(wait => wait.Operation == hold.Operation) == true;
}
