using System.Diagnostics;
using ConcurrencyTrace.Exploration.Reporting;
using ConcurrencyTrace.Exploration.Strategies;

namespace ConcurrencyTrace.Exploration;

/// <summary>One exploration or replay: the loop over schedules, and what is made of a failure.</summary>
internal sealed class ExplorationRun(Func<Task> body, ExplorerOptions options)
{
    private readonly Distribution distribution = new();
    private readonly ulong seed = options.Seed ?? Randomness.SeedOf(options.TestIdentity);

    public ExplorationResult Run(CancellationToken cancellationToken) => distribution.Complete(RunSchedules(cancellationToken));

    public ExplorationResult Replay(Schedule schedule)
    {
        using var runner = new ScheduleRunner(body, options, seed);
        runner.KeepTo([.. schedule.SharedAccesses.Select(a => a.Id)]);
        var result = runner.RunCaptured(new ReplayStrategy(schedule.Decisions), schedule.Number);
        if (result.Outcome.End == Runtime.Scheduling.RunEnd.Divergence)
        {
            // Type initialisers and caches ran for the first time: the schedule may have been found after they had.
            result = runner.RunCaptured(new ReplayStrategy(schedule.Decisions), schedule.Number);
        }

        var failure = FailureReport.Make(result, schedule, options, new FailureFacts(schedule.Number, null) { ChangedCode = Modules.Changed(schedule.Modules) });
        return Result(runner, 1, result, failure, exhausted: false);
    }

    private ExplorationResult RunSchedules(CancellationToken cancellationToken)
    {
        using var runner = new ScheduleRunner(body, options, seed);
        using var strategy = StrategyFactory.Create(options.Strategy, seed, options.Schedules);
        var clock = Stopwatch.StartNew();
        RunResult? result = null;
        for (var number = 1; number <= options.Schedules; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (number > 1 && clock.Elapsed > options.TimeBudget)
            {
                return Result(runner, number - 1, result!, null, exhausted: false);
            }

            var oracle = strategy.Begin(number);
            if (oracle is null)
            {
                return Result(runner, number - 1, result!, null, exhausted: true);
            }

            result = runner.Run(oracle, number);
            strategy.End(result.Steps);
            options.Progress?.Invoke(number);
            if (result.Failed)
            {
                return Result(runner, number, result, Explain(runner, result, number), exhausted: false);
            }

            distribution.Add(result);
        }

        return Result(runner, options.Schedules, result!, null, exhausted: false);
    }

    private ScheduleFailure Explain(ScheduleRunner runner, RunResult result, int number)
    {
        // While it can still be built: the schedules that follow use its events' place.
        _ = result.Trace;
        var found = result.Choices.ToList();
        runner.KeepTo(runner.SharedSites);
        var smallest = options.Shrink ? new Shrinker(runner, result.Signature, number).Shrink(found) : found;
        var schedule = ScheduleMaker.Make(smallest, runner.SharedSites, options, seed, number);
        var signature = result.Signature;
        var replayed = runner.RunCaptured(new ReplayStrategy(schedule.Decisions), number);
        if (!replayed.Failed || replayed.Signature != signature)
        {
            // What it depends on is not all under control: the schedule as it was found is the best there is.
            schedule = ScheduleMaker.Make(found, runner.SharedSites, options, seed, number);
            replayed = runner.RunCaptured(new ReplayStrategy(schedule.Decisions), number);
            var isUnstable = !replayed.Failed || replayed.Signature != signature;
            return FailureReport.Make(isUnstable ? result : replayed, schedule, options, new FailureFacts(number, found.Count) { Unstable = isUnstable });
        }

        return FailureReport.Make(replayed, schedule, options, new FailureFacts(number, found.Count));
    }

    private ExplorationResult Result(ScheduleRunner runner, int schedules, RunResult last, ScheduleFailure? failure, bool exhausted) => new()
    {
        SchedulesRun = schedules,
        Exhausted = exhausted,
        Seed = seed,
        Failure = failure,
        Trace = failure?.Trace ?? last.Trace,
        Uncontrolled = runner.Uncontrolled,
    };
}
