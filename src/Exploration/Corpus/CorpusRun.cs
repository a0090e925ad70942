using System.Diagnostics;
using ConcurrencyTrace.Exploration.Strategies;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Corpus;

/// <summary>Replays the schedules of a corpus before anything else is explored.</summary>
internal sealed class CorpusRun(Func<Task> body, ExplorerOptions options, ulong seed, CancellationToken cancellationToken)
{
    // Each is one run: as many as are hardly noticed.
    private const int Nearby = 100;

    // One decision in so many departs from the old schedule, in turn: changed code moves a bug by a step or two.
    private static readonly int[] Departures = [20, 8, 4];

    private readonly List<CorpusEntry> entries = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>What came of each, in order; those after the first that fails were not run.</summary>
    public IReadOnlyList<CorpusEntry> Entries => entries;

    /// <summary>The first failing one's result; null when none fails.</summary>
    public ExplorationResult? Failing { get; private set; }

    public void Run()
    {
        // Of several machines the first: there are few.
        if (options.CorpusFolder is null || options.CorpusMode == CorpusMode.Off || options.Shard.Index > 1)
        {
            return;
        }

        IReadOnlyList<string> files;
        try
        {
            files = CorpusFiles.In(options.CorpusFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            entries.Add(new CorpusEntry(options.CorpusFolder, CorpusStatus.Unusable) { Notice = ExplorationErrors.CorpusNotRead(options.CorpusFolder, e) });
            return;
        }

        for (var i = 0; i < files.Count && Failing is null; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            entries.Add(RunEntry(files[i]));
        }
    }

    private CorpusEntry RunEntry(string file)
    {
        Schedule schedule;
        try
        {
            schedule = Schedule.Load(file);
            if (options.TestIdentity.Length > 0 && schedule.Test.Length > 0 && schedule.Test != options.TestIdentity)
            {
                throw ExplorationErrors.OtherTest(file, schedule.Test, options.TestIdentity);
            }
        }
        catch (ScheduleFormatException e)
        {
            return new CorpusEntry(file, CorpusStatus.Unusable) { Notice = ExplorationErrors.UnusableEntry(e) };
        }

        var (result, strategy) = Replay(schedule);
        if (result.Outcome.End == RunEnd.Divergence)
        {
            return SearchNear(file, schedule, strategy.Difference!);
        }

        if (!result.Failed)
        {
            return strategy.Left == 0 ? new CorpusEntry(file, CorpusStatus.Passes) : SearchNear(file, schedule, $"the code ends before the last {strategy.Left} of its {schedule.Decisions.Count} decisions");
        }

        var run = new ExplorationRun(body, options with { Seed = schedule.Seed, Strategy = StrategyNames.Portfolio }, cancellationToken);
        Failing = run.Replay(schedule, $"This is a schedule of the corpus: {file}");
        return new CorpusEntry(file, CorpusStatus.Fails);
    }

    private (RunResult Result, ReplayStrategy Strategy) Replay(Schedule schedule)
    {
        using var runner = new ScheduleRunner(body, options, schedule.Seed, cancellationToken);
        var first = runner.Replay(schedule, toRead: false);

        // As at any replay: type initialisers and caches may have run for the first time.
        return first.Result.Outcome.End == RunEnd.Divergence ? runner.Replay(schedule, toRead: false) : first;
    }

    private CorpusEntry SearchNear(string file, Schedule old, string divergence)
    {
        using var runner = new ScheduleRunner(body, options, seed, cancellationToken);
        IReadOnlyList<Choice>? nearest = null;
        IReadOnlyCollection<long> nearestSites = [];
        var tried = 0;
        for (var attempt = 0; attempt < Nearby && (attempt < 2 || !(clock.Elapsed > options.TimeBudget)); attempt++)
        {
            tried++;
            var departures = attempt < 2 ? 0 : Departures[attempt % Departures.Length];
            var result = runner.Run(new NearbyStrategy(old.Decisions, Randomness.ForSchedule(old.Seed, attempt), departures), old.Number);
            if (result.Failed && runner.WasDisturbed())
            {
                attempt--;
                tried--;
                continue;
            }

            if (result.Failed)
            {
                var failure = ExplorationRun.Explain(runner, result, old.Number, options, seed, $"Found near a schedule of the corpus that the code no longer offers: {file}");
                Failing = new ExplorationResult { SchedulesRun = attempt + 1, Seed = seed, Failure = failure, Trace = failure.Trace, Uncontrolled = runner.Uncontrolled };
                return Refreshed(new CorpusEntry(file, CorpusStatus.FoundAgain) { Notice = ExplorationErrors.EntryFoundAgain(file, divergence) }, failure.Schedule);
            }

            if (attempt == 1)
            {
                // The second run: shared memory is known by then.
                (nearest, nearestSites) = ([.. result.Choices], runner.SharedSites);
            }
        }

        return Refreshed(
            new CorpusEntry(file, CorpusStatus.NoLongerApplies) { Notice = ExplorationErrors.EntryNoLongerApplies(file, divergence, tried) },
            ScheduleMaker.Make(nearest!, nearestSites, options, old.Seed, old.Number));
    }

    private CorpusEntry Refreshed(CorpusEntry entry, Schedule schedule)
    {
        if (options.CorpusMode != CorpusMode.Refresh)
        {
            return entry;
        }

        try
        {
            schedule.Save(entry.File);
            return entry with { Refreshed = true, Notice = ExplorationErrors.EntryRefreshed(entry.File) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return entry with { Notice = ExplorationErrors.EntryNotWritten(entry.File, e) };
        }
    }
}
