using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Exploration;

/// <summary>What the schedules of an exploration came to, all together.</summary>
internal sealed class Distribution
{
    private readonly SortedDictionary<string, int> outcomes = new(StringComparer.Ordinal);
    private readonly List<TimeSpan> longestBlocked = [];
    private TraceContext? last;

    /// <summary>How many different outcomes the test named so far.</summary>
    public int Distinct => outcomes.Count;

    /// <summary>Notes a schedule that passed, before the next one runs.</summary>
    public void Add(RunResult result)
    {
        last = result.Context;
        if (last.Outcome is { } outcome)
        {
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        if (last.HasExplorationChecks)
        {
            longestBlocked.Add(BlockedTime.Intervals(result.Trace).Select(interval => interval.Duration).DefaultIfEmpty().Max());
        }
    }

    /// <summary>The result with what was noted, judged by the test where no schedule failed. A part of an exploration is not judged: the whole may be otherwise.</summary>
    public ExplorationResult Complete(ExplorationResult result, Shard shard)
    {
        var complete = result with { Outcomes = outcomes, LongestBlockedTimes = longestBlocked };
        if (complete.Failure is not null || last is not { HasExplorationChecks: true })
        {
            return complete;
        }

        if (shard.Count > 1)
        {
            return complete with { LeftUnjudged = true };
        }

        last.RunExplorationChecks(complete);
        return complete;
    }
}
