using ConcurrencyTrace.Exploration.Corpus;

namespace ConcurrencyTrace.Exploration;

/// <summary>Joins what several machines came to.</summary>
internal static class ShardMerge
{
    public static ExplorationResult Join(IReadOnlyList<ExplorationResult> results)
    {
        if (results.Count == 0)
        {
            throw ExplorationErrors.NothingToMerge();
        }

        var failing = results.Where(r => r.Failure is not null).MinBy(r => r.Failure!.ScheduleNumber);
        return new ExplorationResult
        {
            SchedulesRun = results.Sum(r => r.SchedulesRun),
            Exhausted = results.All(r => r.Exhausted),
            LeftUnjudged = results.Any(r => r.LeftUnjudged),
            CutShort = results.Select(r => r.CutShort).FirstOrDefault(cut => cut is not null),
            Seed = results[0].Seed,
            Failure = failing?.Failure,
            Trace = (failing ?? results[^1]).Trace,
            Uncontrolled = [.. results.SelectMany(r => r.Uncontrolled).Distinct()],
            Corpus = [.. results.SelectMany(r => r.Corpus)],
            Outcomes = results.SelectMany(r => r.Outcomes).GroupBy(o => o.Key, o => o.Value).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum()),
            LongestBlockedTimes = [.. results.SelectMany(r => r.LongestBlockedTimes)],
        };
    }

    public static IReadOnlyList<string> JoinCorpora(string target, IReadOnlyList<string> sources)
    {
        var known = CorpusFiles.In(target).Select(file => CorpusFiles.Hash(Schedule.Load(file))).ToHashSet();
        var added = new List<string>();
        foreach (var file in sources.SelectMany(CorpusFiles.In))
        {
            var schedule = Schedule.Load(file);
            if (known.Add(CorpusFiles.Hash(schedule)))
            {
                added.Add(CorpusFiles.Add(target, Path.GetFileNameWithoutExtension(file).Split('-')[0], schedule));
            }
        }

        return added;
    }
}
