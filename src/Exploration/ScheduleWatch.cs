using System.Diagnostics;
using System.Globalization;
using ConcurrencyTrace.Exploration.Reporting;
using ConcurrencyTrace.Runtime.Scheduling;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>
/// Looks at schedules that take long in real time, which no bound of scheduling points tells: says what they do, and cuts them short when nobody waits for
/// the exploration any more, or when its time budget is over and they had time enough to come to their end.
/// </summary>
/// <param name="options">With the time budget.</param>
/// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
internal sealed class ScheduleWatch(ExplorerOptions options, CancellationToken cancellationToken)
{
    // A program that does real work may be slow, above all the first time: to cut it short would leave nothing to judge.
    private static readonly TimeSpan LeastForFirst = TimeSpan.FromMinutes(10);

    // A test that hears of the cancellation ends by itself.
    private static readonly TimeSpan AfterCancellation = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan BetweenNews = TimeSpan.FromSeconds(1);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private int number;
    private bool anyEnded;
    private TimeSpan begun;
    private TimeSpan? cancelled;
    private TimeSpan nextNews;
    private TimeSpan? cut;

    /// <summary>Called now and then with what a schedule does that takes long.</summary>
    public Action<string>? News { get; set; }

    /// <summary>A schedule begins.</summary>
    public void Begin(int schedule)
    {
        number = schedule;
        begun = clock.Elapsed;
        nextNews = begun + BetweenNews;
    }

    /// <summary>Looks at the running schedule.</summary>
    public void Look(Scheduler run)
    {
        var now = clock.Elapsed;
        if (cancellationToken.IsCancellationRequested && now > (cancelled ??= now) + AfterCancellation)
        {
            cut ??= now;
            run.Stop("the schedule was cut short: the exploration was cancelled");
        }
        else if (options.TimeBudget is { } budget && now > LastMoment(begun, budget, options.ExternalWaitTimeout, anyEnded))
        {
            cut ??= now;
            run.Stop("the schedule was cut short: the time budget was over");
        }
        else if (now >= nextNews)
        {
            nextNews = now + BetweenNews;
            News?.Invoke(string.Create(CultureInfo.InvariantCulture, $"schedule {number} has gone on for {(now - begun).TotalSeconds:F0} s, {run.Steps} scheduling points: {run.Activity}"));
        }
    }

    /// <summary>When a schedule is cut short, all by the clock of the exploration: after the budget it has as long again, and as long as what is not under control may take.</summary>
    /// <param name="begun">When it began.</param>
    /// <param name="budget">The time budget.</param>
    /// <param name="externalWait">For how long what is not under control is waited for.</param>
    /// <param name="anyEnded">Whether there is a schedule that came to its end.</param>
    public static TimeSpan LastMoment(TimeSpan begun, TimeSpan budget, TimeSpan externalWait, bool anyEnded)
    {
        var least = anyEnded ? externalWait : LeastForFirst;
        return (begun > budget ? begun : budget) + (budget > least ? budget : least);
    }

    /// <summary>A schedule has ended.</summary>
    /// <exception cref="CutShortException">Not by itself.</exception>
    public void End(RunResult result)
    {
        if (result.Outcome.End == RunEnd.Stopped)
        {
            throw new CutShortException(Words(result), result, cancelled is not null);
        }

        anyEnded = true;
    }

    private string Words(RunResult result)
    {
        var after = string.Create(CultureInfo.InvariantCulture, $"schedule {number} was cut short after {(cut!.Value - begun).TotalSeconds:F0} s and {result.Steps} scheduling points: {result.Outcome.Message}");
        return (after + "\n" + DeadlockText.Meanwhile(result.Trace, TraceBuilder.Waits(result.Outcome))).TrimEnd();
    }
}
