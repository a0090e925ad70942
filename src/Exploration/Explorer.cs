using ConcurrencyTrace.Exploration.Reporting;
using ConcurrencyTrace.Exploration.Strategies;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration;

/// <summary>Runs a concurrent body over many interleavings.</summary>
public static class Explorer
{
    /// <summary>Runs <paramref name="body"/> under one schedule after the other until one fails or the options' bounds are reached.</summary>
    /// <param name="body">The program; run once a schedule, so it must set up what it uses.</param>
    /// <param name="options">How to explore; the defaults when null.</param>
    /// <param name="cancellationToken">Ends the exploration after the running schedule.</param>
    /// <exception cref="ArgumentException">An option is not usable.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ExplorationResult Run(Func<Task> body, ExplorerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        options ??= new ExplorerOptions();
        options.Validate();
        return new ExplorationRun(body, options).Run(cancellationToken);
    }

    /// <inheritdoc cref="Run(Func{Task}, ExplorerOptions?, CancellationToken)"/>
    public static ExplorationResult Run(Action body, ExplorerOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(AsFunction(body), options, cancellationToken);

    /// <summary>Runs <paramref name="body"/> once, by <paramref name="schedule"/>.</summary>
    /// <returns>The failure that the schedule gives; <see cref="FailureKind.NotReproduced"/> when it passes, <see cref="FailureKind.Divergence"/> when the code offers something else.</returns>
    /// <param name="body">The program.</param>
    /// <param name="schedule">The schedule, for example from <see cref="Schedule.Load"/>.</param>
    /// <param name="options">The defaults when null; only bounds and the test's identity matter here.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <exception cref="ScheduleFormatException">The schedule belongs to another test.</exception>
    public static ExplorationResult Replay(Func<Task> body, Schedule schedule, ExplorerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(schedule);
        options ??= new ExplorerOptions();
        options.Validate();
        if (options.TestIdentity.Length > 0 && schedule.Test.Length > 0 && schedule.Test != options.TestIdentity)
        {
            throw ExplorationErrors.OtherTest("schedule", schedule.Test, options.TestIdentity);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new ExplorationRun(body, options with { Seed = schedule.Seed, Strategy = StrategyNames.Portfolio }).Replay(schedule);
    }

    /// <inheritdoc cref="Replay(Func{Task}, Schedule, ExplorerOptions?, CancellationToken)"/>
    public static ExplorationResult Replay(Action body, Schedule schedule, ExplorerOptions? options = null, CancellationToken cancellationToken = default) =>
        Replay(AsFunction(body), schedule, options, cancellationToken);

    private static Func<Task> AsFunction(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return () =>
        {
            body();
            return Task.CompletedTask;
        };
    }
}
