using System.Diagnostics;
using ConcurrencyTrace.Exploration.Corpus;
using ConcurrencyTrace.Exploration.Reporting;
using ConcurrencyTrace.Exploration.Sharding;
using ConcurrencyTrace.Exploration.Strategies;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration;

/// <summary>One exploration or replay: the loop over schedules, and what is made of a failure.</summary>
internal sealed class ExplorationRun(Func<Task> body, ExplorerOptions options, CancellationToken cancellationToken)
{
    // So many random walks in a row that show nothing new: what is shared is known. And at most so many.
    private const int QuietWalks = 16;
    private const int MostWalks = 256;

    // What came back a moment ago in this process comes back as soon, or not at all: the outside went another way.
    private const double PatienceForWhatCameBack = 0.1;

    // How many schedules run before each further attempt to replay one.
    private static readonly int[] WarmUps = [0, 1, 4, 16];

    private readonly Distribution distribution = new();
    private readonly ShardPlan plan = ShardPlan.Of(options);
    private readonly ulong seed = options.Seed ?? Randomness.SeedOf(options.TestIdentity);
    private int schedulesRun;

    /// <summary>Replays the corpus, then explores, where nothing of it fails.</summary>
    public ExplorationResult Run()
    {
        var corpus = new CorpusRun(body, options, seed, cancellationToken);
        corpus.Run();
        var result = corpus.Failing ?? RunSchedules();
        return distribution.Complete(result with { Corpus = corpus.Entries }, options.Shard);
    }

    /// <summary>Runs one schedule again.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="note">What the report says of where it comes from; null for nothing.</param>
    public ExplorationResult Replay(Schedule schedule, string? note = null)
    {
        using var runner = new ScheduleRunner(body, options, seed, cancellationToken);
        var (result, strategy) = RunWarm(runner, schedule);
        if (result.Outcome.End != RunEnd.Divergence && strategy.Left > 0)
        {
            note = $"{(note is null ? "" : note + "\n  ")}It failed before the last {strategy.Left} of the schedule's {schedule.Decisions.Count} decisions were taken.";
        }

        var failure = FailureReport.Make(result, schedule, options, new FailureFacts(schedule.Number, null) { ChangedCode = Modules.Changed(schedule.Modules), Note = note });
        return Result(runner, 1, result, failure, exhausted: false);
    }

    /// <summary>
    /// Runs it until it fails. Type initialisers have run, caches and pools are full after the schedules that an exploration runs before it finds one, and in a
    /// new process they are not: those that it ran first run before another attempt.
    /// </summary>
    private (RunResult Result, ReplayStrategy Strategy) RunWarm(ScheduleRunner runner, Schedule schedule)
    {
        using var exploration = StrategyFactory.Create(options, seed);
        var number = 0;
        var attempt = RunAgain(runner, schedule);
        foreach (var warmUps in WarmUps)
        {
            if (attempt.Result.Failed && attempt.Result.Outcome.End != RunEnd.Divergence)
            {
                break;
            }

            for (var i = 0; i < warmUps; i++)
            {
                runner.Learn(exploration.Begin(++number)!, number);
                exploration.End(teaches: true);
            }

            attempt = RunAgain(runner, schedule);
        }

        return attempt;
    }

    private static (RunResult Result, ReplayStrategy Strategy) RunAgain(ScheduleRunner runner, Schedule schedule)
    {
        var (result, strategy) = runner.Replay(schedule, toRead: true);
        return (!result.Failed && strategy.Unused() is { } difference ? result.Diverged(difference) : result, strategy);
    }

    /// <summary>Shrinks a schedule that fails, runs it once more, and says what happened.</summary>
    public static ScheduleFailure Explain(ScheduleRunner runner, RunResult result, int number, ExplorerOptions options, ulong seed, string? note = null)
    {
        // While it can still be built: the schedules that follow use its events' place.
        _ = result.Trace;
        var found = result.Choices.ToList();
        runner.KeepTo(runner.SharedSites);
        try
        {
            return Explain(runner, result, found, number, options, seed, note);
        }
        catch (CutShortException e)
        {
            var schedule = ScheduleMaker.Make(found, runner.SharedSites, options, seed, number);
            var told = $"This is the schedule as it was found. When it was to be shrunk or run again, {e.Message}";
            return FailureReport.Make(result, schedule, options, new FailureFacts(number, found.Count) { Note = note is null ? told : $"{note}\n  {told}" });
        }
    }

    private static ScheduleFailure Explain(ScheduleRunner runner, RunResult result, IReadOnlyList<Choice> found, int number, ExplorerOptions options, ulong seed, string? note)
    {
        var smallest = options.Shrink ? new Shrinker(runner, result.Signature, number, options.TimeBudget).Shrink(found) : found;
        var schedule = ScheduleMaker.Make(smallest, runner.SharedSites, options, seed, number);
        var signature = result.Signature;
        var facts = new FailureFacts(number, found.Count) { Note = note };
        var replayed = runner.RunCaptured(new ReplayStrategy(schedule) { PatienceForNext = PatienceForWhatCameBack }, number);
        if (!replayed.Failed || replayed.Signature != signature)
        {
            // What it depends on is not all under control: the schedule as it was found is the best there is.
            schedule = ScheduleMaker.Make(found, runner.SharedSites, options, seed, number);
            replayed = runner.RunCaptured(new ReplayStrategy(schedule) { PatienceForNext = PatienceForWhatCameBack }, number);
            var isUnstable = !replayed.Failed || replayed.Signature != signature;
            return FailureReport.Make(isUnstable ? result : replayed, schedule, options, facts with { Unstable = isUnstable });
        }

        return FailureReport.Make(replayed, schedule, options, facts);
    }

    private ExplorationResult RunSchedules()
    {
        using var runner = new ScheduleRunner(body, options, seed, cancellationToken);
        try
        {
            return RunSchedules(runner);
        }
        catch (CutShortException e) when (!e.IsCancelled && schedulesRun > 0)
        {
            return Result(runner, schedulesRun, e.Result, null, exhausted: false) with { CutShort = e.Message };
        }
    }

    private ExplorationResult RunSchedules(ScheduleRunner runner)
    {
        using var strategy = StrategyFactory.Create(options, seed);
        var clock = Stopwatch.StartNew();
        RunResult? result = null;
        runner.News = doing => options.Progress?.Invoke(Progress(clock.Elapsed) with { Doing = doing });
        if (strategy.NeedsFixedPoints)
        {
            LearnSharing(runner);
        }

        for (var number = 1; schedulesRun < plan.CountOf(options.Schedules); number++)
        {
            var teaches = strategy.NeedsFixedPoints ? options.Shard.Count == 1 : plan.Teaches(number);
            if (!plan.Has(number) && !teaches)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (result is not null && clock.Elapsed > options.TimeBudget)
            {
                return Result(runner, schedulesRun, result, null, exhausted: false);
            }

            var oracle = strategy.Begin(number);
            if (oracle is null)
            {
                return Result(runner, schedulesRun, result!, null, exhausted: true);
            }

            if (!plan.Has(number))
            {
                runner.Learn(oracle, number);
                strategy.End(teaches);
                continue;
            }

            result = runner.Run(oracle, number, teaches: teaches);
            strategy.End(teaches);
            if (strategy.IsOfAnotherShard)
            {
                NoteSharing(strategy, runner);
                number--;
                continue;
            }

            if (result.Failed && runner.WasDisturbed())
            {
                strategy.StartAgain();
                number--;
                continue;
            }

            schedulesRun++;
            if (result.Failed)
            {
                options.Progress?.Invoke(Progress(clock.Elapsed));
                return Result(runner, schedulesRun, result, Explain(runner, result, number, options, seed), exhausted: false);
            }

            NoteSharing(strategy, runner);
            distribution.Add(result);
            options.Progress?.Invoke(Progress(clock.Elapsed));
        }

        return Result(runner, schedulesRun, result!, null, exhausted: false);
    }

    private void LearnSharing(ScheduleRunner runner)
    {
        using var walk = new RandomWalk(seed);
        for (int number = 1, quiet = 0; quiet < QuietWalks && number <= MostWalks; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            runner.Learn(walk.Begin(number), number);
            quiet = runner.FoundMoreSharing ? 0 : quiet + 1;
        }
    }

    private void NoteSharing(IExplorationStrategy strategy, ScheduleRunner runner)
    {
        if (strategy.NeedsFixedPoints && runner.FoundMoreSharing)
        {
            if (options.Shard.Count > 1)
            {
                throw ExplorationErrors.SharingFoundLate(options.Shard);
            }

            strategy.StartAgain();
        }
    }

    private ExplorationProgress Progress(TimeSpan elapsed) =>
        new(schedulesRun, plan.CountOf(options.Schedules), distribution.Distinct, elapsed, options.TimeBudget);

    private ExplorationResult Result(ScheduleRunner runner, int schedules, RunResult last, ScheduleFailure? failure, bool exhausted) => new()
    {
        SchedulesRun = schedules,
        Exhausted = exhausted,
        Seed = seed,
        Failure = failure,
        Trace = failure?.Trace ?? last.Trace,
        Uncontrolled = runner.Uncontrolled,
        LastingState = failure is null ? runner.LastingState : [],
    };
}
