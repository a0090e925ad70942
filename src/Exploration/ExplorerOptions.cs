using ConcurrencyTrace.Exploration.Sharding;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration;

/// <summary>How to explore. A plain object; every property has a default that suits most tests.</summary>
public sealed record ExplorerOptions
{
    /// <summary>The schedules to run at most; the first failing one ends the exploration.</summary>
    /// <value>1000 by default: enough for the bugs of two to four operations at some ten thousand schedules a second, and still well under a second.</value>
    public int Schedules { get; init; } = 1000;

    /// <summary>
    /// Wall-clock time after which no further schedule is begun; shrinking a failure takes as long again at most. A schedule that has not ended as long again later (and
    /// <see cref="ExternalWaitTimeout"/>, or ten minutes where it is the first) is cut short: <see cref="ExplorationResult.CutShort"/>.
    /// </summary>
    /// <value>None by default.</value>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>Who chooses the next operation: one of <see cref="StrategyNames.All"/>.</summary>
    /// <value><see cref="StrategyNames.Portfolio"/> by default.</value>
    public string Strategy { get; init; } = StrategyNames.Portfolio;

    /// <summary>Seed of every random choice.</summary>
    /// <value>None by default: derived from <see cref="TestIdentity"/>, so that the same commit gives the same result.</value>
    public ulong? Seed { get; init; }

    /// <summary>Scheduling points after which a schedule is judged to go on for ever (a livelock).</summary>
    /// <value>100,000 by default.</value>
    public int MaxSteps { get; init; } = 100_000;

    /// <summary>
    /// For how long, in all, operations that can run may be kept from it while virtual time passes: as on a busy machine, so that a sleep is no join. This happens
    /// in every second schedule.
    /// </summary>
    /// <value>100 ms by default; zero for never. Whole milliseconds, at most a day.</value>
    public TimeSpan MaxStall { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What names the test in schedules and reports, usually <c>Namespace.Class.Method</c>.</summary>
    /// <value>Empty by default.</value>
    public string TestIdentity { get; init; } = "";

    /// <summary>How long to wait, in real time, for what is not under control (I/O, code that is not woven) when nothing else can run.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan ExternalWaitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a schedule fails when two operations are about to use a <see cref="List{T}"/>, <see cref="Dictionary{TKey, TValue}"/>,
    /// <see cref="System.Text.StringBuilder"/> or another collection that is not made for several threads at once, and one of them writes.
    /// </summary>
    /// <value>True by default.</value>
    public bool CheckDataRaces { get; init; } = true;

    /// <summary>Whether a failing schedule is shrunk to a smaller one that fails alike.</summary>
    /// <value>True by default.</value>
    public bool Shrink { get; init; } = true;

    /// <summary>The command that replays a failure, printed at the end of its report; <c>{0}</c> stands for the schedule file.</summary>
    /// <value>None by default.</value>
    public string? ReplayCommand { get; init; }

    /// <summary>
    /// The part of the exploration to run, where several machines share it: each schedule is in exactly one part, and all parts together are what one machine
    /// runs. The few schedules that others depend on (they show which memory is shared, and how long schedules are) are run by every machine, and count on one.
    /// </summary>
    /// <value>The whole by default.</value>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>The folder of schedules that are replayed before anything is explored: failures that were found once.</summary>
    /// <value>None by default.</value>
    public string? CorpusFolder { get; init; }

    /// <summary>What to do with the corpus.</summary>
    /// <value><see cref="CorpusMode.Replay"/> by default.</value>
    public CorpusMode CorpusMode { get; init; } = CorpusMode.Replay;

    /// <summary>Called after each schedule, and each second within one that takes longer; for progress displays.</summary>
    /// <value>None by default.</value>
    public Action<ExplorationProgress>? Progress { get; init; }

    /// <summary>How many schedules the part has at most.</summary>
    internal int SchedulesOfShard => ShardPlan.Of(this).CountOf(Math.Max(0, Schedules));

    /// <summary>How many threads a schedule's operations may hold.</summary>
    internal int MaxThreads { get; init; } = RunLimits.ThreadsOfProcess;

    /// <summary>Opens a capture of the runtime's own events around the one replay of a failure; what it saw is merged into the failure's trace.</summary>
    internal Func<IRunCapture?>? ReplayCapture { get; init; }

    /// <summary>Whether that capture is opened around every schedule.</summary>
    internal bool CaptureAlways { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> with the option's name, its value and the valid ones when an option is not usable.</summary>
    /// <exception cref="ArgumentException">An option is not usable (codes CTR0001 to CTR0004, CTR0007, CTR0008 and CTR0024 in <c>docs/errors.md</c>).</exception>
    public void Validate()
    {
        if (Schedules < 1)
        {
            throw ExplorationErrors.SchedulesNotPositive(Schedules);
        }

        if (MaxSteps < 1)
        {
            throw ExplorationErrors.MaxStepsNotPositive(MaxSteps);
        }

        if (MaxStall < TimeSpan.Zero || MaxStall > TimeSpan.FromDays(1) || MaxStall.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            throw ExplorationErrors.MaxStallOutOfRange(MaxStall);
        }

        if (TimeBudget is { } budget && budget <= TimeSpan.Zero)
        {
            throw ExplorationErrors.TimeBudgetNotPositive(budget);
        }

        if (!StrategyNames.All.Contains(Strategy, StringComparer.OrdinalIgnoreCase))
        {
            throw ExplorationErrors.UnknownStrategy(Strategy);
        }

        if (!Shard.IsValid || SchedulesOfShard < 1)
        {
            throw ExplorationErrors.NoSuchShard(Shard, Schedules);
        }

        if (Shard.Count > 1 && Strategy.Equals(StrategyNames.CoyoteQLearning, StringComparison.OrdinalIgnoreCase))
        {
            throw ExplorationErrors.StrategyCannotShard(Strategy);
        }
    }
}
