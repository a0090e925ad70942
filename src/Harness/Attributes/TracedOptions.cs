using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Harness;

/// <summary>What an attribute says, and what it leaves open. The properties are those of <see cref="TracedFactAttribute"/>.</summary>
internal sealed record TracedOptions
{
    public static TracedOptions Default { get; } = new()
    {
        Schedules = 1000,
        TimeBudgetSeconds = 0,
        Strategy = StrategyNames.Portfolio,
        Seed = 0,
        MaxSteps = 100_000,
        MaxStallMilliseconds = 100,
        CheckDataRaces = true,
        Mode = TraceMode.Explore,
        RuntimeEvents = Harness.RuntimeEvents.OnFailure,
        BufferBytes = 256 << 20,
        KeepLastSeconds = 0,
        KeepBytes = 0,
        Nettrace = false,
        UnwovenTasks = false,
        MaxBlockedMilliseconds = -1,
        MaxLiveOperations = 0,
        NoLeaks = false,
        NoPotentialDeadlock = false,
        NoSyncOverAsync = false,
        KeepArtifacts = Harness.KeepArtifacts.OnFailure,
        MaxArtifactBytes = 20_000_000,
    };

    public int? Schedules { get; set; }

    public double? TimeBudgetSeconds { get; set; }

    public string? Strategy { get; set; }

    public ulong? Seed { get; set; }

    public int? MaxSteps { get; set; }

    public int? MaxStallMilliseconds { get; set; }

    public bool? CheckDataRaces { get; set; }

    public TraceMode? Mode { get; set; }

    public RuntimeEvents? RuntimeEvents { get; set; }

    public long? BufferBytes { get; set; }

    public double? KeepLastSeconds { get; set; }

    public long? KeepBytes { get; set; }

    public bool? Nettrace { get; set; }

    public bool? UnwovenTasks { get; set; }

    public double? MaxBlockedMilliseconds { get; set; }

    public int? MaxLiveOperations { get; set; }

    public bool? NoLeaks { get; set; }

    public bool? NoPotentialDeadlock { get; set; }

    public bool? NoSyncOverAsync { get; set; }

    public KeepArtifacts? KeepArtifacts { get; set; }

    public long? MaxArtifactBytes { get; set; }

    /// <summary>These, and for what they leave open, the others.</summary>
    public TracedOptions Over(TracedOptions others) => new()
    {
        Schedules = Schedules ?? others.Schedules,
        TimeBudgetSeconds = TimeBudgetSeconds ?? others.TimeBudgetSeconds,
        Strategy = Strategy ?? others.Strategy,
        Seed = Seed ?? others.Seed,
        MaxSteps = MaxSteps ?? others.MaxSteps,
        MaxStallMilliseconds = MaxStallMilliseconds ?? others.MaxStallMilliseconds,
        CheckDataRaces = CheckDataRaces ?? others.CheckDataRaces,
        Mode = Mode ?? others.Mode,
        RuntimeEvents = RuntimeEvents ?? others.RuntimeEvents,
        BufferBytes = BufferBytes ?? others.BufferBytes,
        KeepLastSeconds = KeepLastSeconds ?? others.KeepLastSeconds,
        KeepBytes = KeepBytes ?? others.KeepBytes,
        Nettrace = Nettrace ?? others.Nettrace,
        UnwovenTasks = UnwovenTasks ?? others.UnwovenTasks,
        MaxBlockedMilliseconds = MaxBlockedMilliseconds ?? others.MaxBlockedMilliseconds,
        MaxLiveOperations = MaxLiveOperations ?? others.MaxLiveOperations,
        NoLeaks = NoLeaks ?? others.NoLeaks,
        NoPotentialDeadlock = NoPotentialDeadlock ?? others.NoPotentialDeadlock,
        NoSyncOverAsync = NoSyncOverAsync ?? others.NoSyncOverAsync,
        KeepArtifacts = KeepArtifacts ?? others.KeepArtifacts,
        MaxArtifactBytes = MaxArtifactBytes ?? others.MaxArtifactBytes,
    };
}
