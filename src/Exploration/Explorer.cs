using ConcurrencyTrace.Exploration.Corpus;
using ConcurrencyTrace.Exploration.Reporting;
using ConcurrencyTrace.Exploration.Strategies;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration;

/// <summary>Runs a concurrent body over many interleavings.</summary>
public static class Explorer
{
    private static readonly Lock Turn = new();

    /// <summary>Runs <paramref name="body"/> under one schedule after the other until one fails or the options' bounds are reached.</summary>
    /// <param name="body">The program; run once a schedule, so it must set up what it uses.</param>
    /// <param name="options">How to explore; the defaults when null.</param>
    /// <param name="cancellationToken">Ends the exploration after the running schedule, or in it when it has not ended three seconds later.</param>
    /// <exception cref="ArgumentException">An option is not usable.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="TimeoutException">The time budget was over, and the first schedule did not come to its end long after that (CTR0026).</exception>
    public static ExplorationResult Run(Func<Task> body, ExplorerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        options ??= new ExplorerOptions();
        options.Validate();
        return InTurn(() => new ExplorationRun(body, options, cancellationToken).Run(), options, cancellationToken);
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
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="TimeoutException">The time budget was over, and the schedule did not come to its end long after that (CTR0026).</exception>
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
        options = options with { Seed = schedule.Seed, Strategy = StrategyNames.Portfolio };
        return InTurn(() => new ExplorationRun(body, options, cancellationToken).Replay(schedule), options, cancellationToken);
    }

    /// <inheritdoc cref="Replay(Func{Task}, Schedule, ExplorerOptions?, CancellationToken)"/>
    public static ExplorationResult Replay(Action body, Schedule schedule, ExplorerOptions? options = null, CancellationToken cancellationToken = default) =>
        Replay(AsFunction(body), schedule, options, cancellationToken);

    /// <summary>
    /// Joins the results of the shards of one exploration into what one machine would have: the failure of the lowest number, outcomes added up.
    /// </summary>
    /// <param name="results">The results, in the order of their shards.</param>
    /// <exception cref="ArgumentException">There is none (CTR0009).</exception>
    public static ExplorationResult Merge(params IReadOnlyList<ExplorationResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return ShardMerge.Join(results);
    }

    /// <summary>Joins corpora, for example those that the shards of one exploration left: schedules with the same decisions are one.</summary>
    /// <param name="target">The folder that gets the schedules that it does not have.</param>
    /// <param name="sources">Folders with schedule files.</param>
    /// <returns>Full paths of the files that were added.</returns>
    /// <exception cref="ScheduleFormatException">A file cannot be used.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let it be written.</exception>
    public static IReadOnlyList<string> MergeCorpora(string target, params IReadOnlyList<string> sources)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(sources);
        return ShardMerge.JoinCorpora(target, sources);
    }

    // Static fields are the process's: two explorations that both begin their schedules with fresh ones would take them from each other.
    private static ExplorationResult InTurn(Func<ExplorationResult> exploration, ExplorerOptions options, CancellationToken cancellationToken)
    {
        if (!AppContext.TryGetSwitch("ConcurrencyTrace.FreshStatics", out var fresh) || !fresh)
        {
            return Complete(exploration, options, cancellationToken);
        }

        lock (Turn)
        {
            return Complete(exploration, options, cancellationToken);
        }
    }

    private static ExplorationResult Complete(Func<ExplorationResult> exploration, ExplorerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return CorpusPromotion.Apply(exploration(), options);
        }
        catch (CutShortException e)
        {
            throw e.IsCancelled ? ExplorationErrors.CancelledInSchedule(e, cancellationToken) : ExplorationErrors.NoScheduleEnded(options.TimeBudget!.Value, e);
        }
    }

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
