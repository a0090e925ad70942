namespace ConcurrencyTrace.Exploration.Sharding;

/// <summary>Joins the summaries of several machines.</summary>
internal static class SummaryMerge
{
    private const int MostValues = 1000;
    private const int MostUncontrolled = 100;
    private const int LongestReport = 100_000;

    public static IReadOnlyList<ExplorationSummary> Folder(string folder)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, SummaryFile.Pattern, SearchOption.AllDirectories) : [];
        return files.Length == 0
            ? throw ExplorationErrors.NothingToMerge(folder)
            : [.. files.Order(StringComparer.Ordinal).Select(ExplorationSummary.Load).GroupBy(part => part.Test).OrderBy(test => test.Key, StringComparer.Ordinal).Select(test => Join([.. test]))];
    }

    public static ExplorationSummary Join(IReadOnlyList<ExplorationSummary> parts)
    {
        if (parts.Count == 0)
        {
            throw ExplorationErrors.NothingToMerge();
        }

        var first = parts[0];
        if (parts.FirstOrDefault(part => Exploration(part) != Exploration(first)) is { } other)
        {
            throw ExplorationErrors.OtherExploration(first, other);
        }

        foreach (var shard in Enumerable.Range(1, first.Shard.Count).Select(i => new Shard(i, first.Shard.Count)))
        {
            var times = parts.Count(part => part.Shard == shard);
            if (times > 1 || (times == 0 && HasSchedules(shard, first)))
            {
                throw ExplorationErrors.NotEachShardOnce(first.Test, shard, times);
            }
        }

        return Bounded(first with
        {
            Shard = Shard.Whole,
            SchedulesRun = parts.Sum(part => part.SchedulesRun),
            Exhausted = parts.All(part => part.Exhausted),
            LeftUnjudged = parts.Any(part => part.LeftUnjudged),
            Outcomes = parts.SelectMany(part => part.Outcomes).GroupBy(o => o.Key, o => o.Value).ToDictionary(g => g.Key, g => g.Sum()),
            LongestBlockedTimes = [.. parts.SelectMany(part => part.LongestBlockedTimes)],
            Uncontrolled = [.. parts.SelectMany(part => part.Uncontrolled).Distinct()],
            Failures = [.. parts.SelectMany(part => part.Failures).OrderBy(failure => failure.ScheduleNumber)],
        });
    }

    public static ExplorationSummary Bounded(ExplorationSummary summary) => summary with
    {
        Outcomes = summary.Outcomes.OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).Take(MostValues).OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(),
        LongestBlockedTimes = [.. summary.LongestBlockedTimes.OrderDescending().Take(MostValues)],
        Uncontrolled = [.. summary.Uncontrolled.Take(MostUncontrolled)],
        Failures = [.. summary.Failures.Select(failure => failure.Report.Length <= LongestReport ? failure : failure with { Report = failure.Report[..LongestReport] + "…" })],
    };

    private static bool HasSchedules(Shard shard, ExplorationSummary of) =>
        new ExplorerOptions { Strategy = of.Strategy, Schedules = of.Schedules, Shard = shard }.SchedulesOfShard > 0;

    private static (string, string, ulong, int, int) Exploration(ExplorationSummary of) => (of.Test, of.Strategy, of.Seed, of.Schedules, of.Shard.Count);
}
