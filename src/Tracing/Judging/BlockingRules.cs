using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>How long, and how many, operations may be blocked.</summary>
internal static class BlockingRules
{
    public static Rule MaxTime(TimeSpan maximum, BlockReason? reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, TimeSpan.Zero);
        return new Rule(
            $"to have no operation blocked{(reason is { } r ? $" for {r}" : "")} for more than {TraceWords.Time(maximum)}",
            trace => BlockedWords.Explain(trace, maximum, interval => reason is null || interval.Reason == reason));
    }

    public static Rule MaxTimeOf(string operation, TimeSpan maximum)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, TimeSpan.Zero);
        return new Rule(
            $"to have operation \"{operation}\" blocked for at most {TraceWords.Time(maximum)}",
            trace => BlockedWords.Explain(trace, maximum, interval => Names.IsOperation(trace, interval.Operation, operation)))
        {
            Missing = Evidence.All(Evidence.Lost, Names.Operation(operation)),
        };
    }

    public static Rule MaxTimeFor(string resource, TimeSpan maximum)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, TimeSpan.Zero);
        return new Rule(
            $"to have no operation blocked for \"{resource}\" for more than {TraceWords.Time(maximum)}",
            trace => BlockedWords.Explain(trace, maximum, interval => Names.IsResource(trace, interval.Resource, resource)))
        {
            Missing = Evidence.All(Evidence.Lost, Names.Resource(resource)),
        };
    }

    public static Rule MaxOperations(int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        return new Rule($"to have at most {Plural.Of(maximum, "blocked operation")}", trace =>
        {
            var peak = BlockedOperations.Peak(trace);
            return peak.Waits.Count <= maximum ? null : Explanation.OfSome(
                $"{peak.Waits.Count} were blocked at {TraceWords.Event(trace, peak.Waits[^1].BlockedEvent)}:",
                peak.Waits,
                wait => [TraceWords.Operation(trace, wait.Operation), "  " + TraceWords.Event(trace, wait.BlockedEvent)],
                shown: 20);
        });
    }

    public static Rule NoSyncOverAsync() => new("to have no synchronous waiting for asynchronous work", trace =>
    {
        var waits = BlockedTime.Intervals(trace).Where(interval => interval.Reason == BlockReason.TaskWait && !IsOfLoop(trace, interval.Site)).ToList();
        return waits.Count == 0 ? null : Explanation.OfSome(
            $"{TraceWords.Operation(trace, waits[0].Operation)} held its thread while it waited{TraceWords.At(trace, waits[0].Site)}:",
            waits,
            wait => BlockedWords.Lines(trace, wait));
    })
    {
        ProvenDespiteLoss = true,
    };

    // Who runs a parallel loop or query works in it, and waits at its end for who helped: nothing there is asynchronous.
    private static bool IsOfLoop(Trace trace, long site) => trace.SiteAt(site).Member.Split('.')[0] is "Parallel" or "ParallelEnumerable" or "ParallelQuery";
}
