using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>What an exploration came to.</summary>
public sealed record ExplorationResult
{
    /// <summary>Schedules that were run.</summary>
    public required int SchedulesRun { get; init; }

    /// <summary>True when every schedule there is was run (only the exhaustive strategy can know).</summary>
    public bool Exhausted { get; init; }

    /// <summary>The seed that the choices came from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The first failing schedule; null when none failed.</summary>
    public ScheduleFailure? Failure { get; init; }

    /// <summary>The last schedule's trace, or the failing one's.</summary>
    public required Trace Trace { get; init; }

    /// <summary>What escaped control, each with its place and how often; empty when everything was controlled.</summary>
    public required IReadOnlyList<string> Uncontrolled { get; init; }

    /// <summary>
    /// Where the program's own code wrote in the first schedule what several operations read in later ones and none wrote again: static fields that are set on their first
    /// use, and what they hold. Which order goes wrong there, only the first schedule could show; see <c>ConcurrencyTraceFreshStatics</c> in <c>docs/options.md</c>. Empty
    /// where a schedule failed.
    /// </summary>
    public IReadOnlyList<string> LastingState { get; init; } = [];

    /// <summary>What came of the schedules of the corpus; empty without one.</summary>
    public IReadOnlyList<CorpusEntry> Corpus { get; init; } = [];

    /// <summary>
    /// What the last schedule was doing when it was cut short, long after the <see cref="ExplorerOptions.TimeBudget"/>: it neither passed nor failed, and does not count
    /// as run; <see cref="Trace"/> is its. Null when all came to their end.
    /// </summary>
    public string? CutShort { get; init; }

    /// <summary>
    /// True where the test would have had the exploration judged (<see cref="TraceContext.AfterExploration"/>), and this is one machine's part of it only
    /// (<see cref="ExplorerOptions.Shard"/>). Judge the whole where the parts are joined: <see cref="Explorer.Merge"/>, <see cref="ExplorationSummary.MergeFolder"/>.
    /// </summary>
    public bool LeftUnjudged { get; init; }

    /// <summary>In how many of the schedules that passed the test set which <see cref="TraceContext.Outcome"/>.</summary>
    public IReadOnlyDictionary<string, int> Outcomes { get; init; } = new Dictionary<string, int>();

    /// <summary>The longest that an operation was blocked at a time, for each schedule that passed and added a check with <see cref="TraceContext.AfterExploration"/>, in order.</summary>
    public IReadOnlyList<TimeSpan> LongestBlockedTimes { get; init; } = [];
}
