using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Progress;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Baselines;
using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Harness.Settings;

/// <summary>The settings of one test: command line before environment before attribute.</summary>
internal sealed record TraceSettings
{
    public required int Schedules { get; init; }

    /// <summary>Null for no limit.</summary>
    public required TimeSpan? TimeBudget { get; init; }

    public required string Strategy { get; init; }

    /// <summary>Null to derive it from the test's identity.</summary>
    public required ulong? Seed { get; init; }

    public required int MaxSteps { get; init; }

    public required TimeSpan MaxStall { get; init; }

    public required bool CheckDataRaces { get; init; }

    public required TraceMode Mode { get; init; }

    public required RuntimeEvents RuntimeEvents { get; init; }

    /// <summary>In bytes.</summary>
    public required long BufferBytes { get; init; }

    /// <summary>Null to keep everything.</summary>
    public required TimeSpan? KeepLast { get; init; }

    /// <summary>In bytes; null to keep everything.</summary>
    public required long? KeepBytes { get; init; }

    public required bool Nettrace { get; init; }

    public required bool UnwovenTasks { get; init; }

    /// <summary>What every schedule's trace must keep to.</summary>
    public required TraceRules Rules { get; init; }

    public required KeepArtifacts KeepArtifacts { get; init; }

    public required long MaxArtifactBytes { get; init; }

    /// <summary>Null to remove nothing.</summary>
    public required int? PruneArtifactsDays { get; init; }

    public required Shard Shard { get; init; }

    public required CorpusMode Corpus { get; init; }

    public required ProgressMode Progress { get; init; }

    /// <summary>Full path of the schedule file to replay; null to explore.</summary>
    public required string? Replay { get; init; }

    /// <summary>Full path of the folder for artifacts.</summary>
    public required string Artifacts { get; init; }

    /// <summary>Where artifacts go when nobody says.</summary>
    public static string DefaultArtifacts => Path.Combine(RunDirectories.Results, "concurrencytrace");

    /// <param name="own">What the test's attribute says.</param>
    /// <param name="assembly">What the assembly says for those that do not.</param>
    /// <param name="read">Reads the command line and the environment.</param>
    /// <exception cref="ArgumentException">A value cannot be read, or contradicts another; the message says where it was given.</exception>
    public static TraceSettings Resolve(TracedOptions own, TracedOptions assembly, Func<Setting, SettingValue?> read)
    {
        var settings = Resolve(own.Over(assembly).Over(TracedOptions.Default), read);
        Contradictions.Refuse(Contradictions.Given(own, assembly, read));
        return settings;
    }

    private static TraceSettings Resolve(TracedOptions attribute, Func<Setting, SettingValue?> read)
    {
        _ = Read(Setting.Baselines, SettingParser.Name<BaselineMode>); // the assertion reads it, which not every test has
        var seed = Read(Setting.Seed, SettingParser.Seed) ?? attribute.Seed!.Value;
        return new TraceSettings
        {
            Schedules = Read(Setting.Schedules, SettingParser.Count) ?? attribute.Schedules!.Value,
            TimeBudget = Budget(Read(Setting.TimeBudget, SettingParser.OrNone(double.PositiveInfinity, SettingParser.Seconds))
                ?? (attribute.TimeBudgetSeconds!.Value == 0 ? double.PositiveInfinity : attribute.TimeBudgetSeconds.Value)),
            Strategy = read(Setting.Strategy)?.Text.Trim() ?? attribute.Strategy!,
            Seed = seed == 0 ? null : seed,
            MaxSteps = Read(Setting.MaxSteps, SettingParser.Count) ?? attribute.MaxSteps!.Value,
            MaxStall = TimeSpan.FromMilliseconds(Read(Setting.MaxStall, SettingParser.Count) ?? attribute.MaxStallMilliseconds!.Value),
            CheckDataRaces = Read(Setting.CheckDataRaces, SettingParser.Switch) ?? attribute.CheckDataRaces!.Value,
            Mode = Read(Setting.Mode, SettingParser.Name<TraceMode>) ?? attribute.Mode!.Value,
            RuntimeEvents = Read(Setting.RuntimeEvents, SettingParser.Name<RuntimeEvents>) ?? attribute.RuntimeEvents!.Value,
            BufferBytes = NotNegative(Setting.BufferBytes, Read(Setting.BufferBytes, SettingParser.Bytes) ?? attribute.BufferBytes!.Value),
            KeepLast = KeepLast(),
            KeepBytes = NotNegative(Setting.KeepBytes, Read(Setting.KeepBytes, SettingParser.Bytes) ?? attribute.KeepBytes!.Value) is > 0 and var kept ? kept : null,
            Nettrace = Read(Setting.Nettrace, SettingParser.Switch) ?? attribute.Nettrace!.Value,
            UnwovenTasks = Read(Setting.UnwovenTasks, SettingParser.Switch) ?? attribute.UnwovenTasks!.Value,
            Rules = new TraceRules([.. Rules()]),
            KeepArtifacts = Read(Setting.KeepArtifacts, SettingParser.Name<KeepArtifacts>) ?? attribute.KeepArtifacts!.Value,
            MaxArtifactBytes = LargeEnough(NotNegative(Setting.MaxArtifactBytes, Read(Setting.MaxArtifactBytes, SettingParser.Bytes) ?? attribute.MaxArtifactBytes!.Value)),
            PruneArtifactsDays = Read(Setting.PruneArtifacts, SettingParser.Days),
            Shard = Read(Setting.Shard, SettingParser.Part) ?? Shard.Whole,
            Corpus = Read(Setting.Corpus, SettingParser.Name<CorpusMode>) ?? CorpusMode.Replay,
            Progress = Read(Setting.Progress, SettingParser.Name<ProgressMode>) ?? ProgressMode.Auto,
            Replay = read(Setting.Replay) is { } replay ? SettingParser.FilePath(replay) : null,
            Artifacts = read(Setting.Artifacts) is { } artifacts
                ? SettingParser.FilePath(artifacts)
                : DefaultArtifacts,
        };

        IEnumerable<(string, Rule)> Rules()
        {
            if ((Read(Setting.MaxBlocked, SettingParser.OrNone(-1, SettingParser.Milliseconds)) ?? attribute.MaxBlockedMilliseconds!.Value) is >= 0 and var milliseconds)
            {
                yield return (Setting.MaxBlocked.Property, BlockingRules.MaxTime(Span(milliseconds / 1000), null));
            }

            if ((Read(Setting.MaxLive, SettingParser.OrNone(0, SettingParser.Count)) ?? attribute.MaxLiveOperations!.Value) is not 0 and var live)
            {
                yield return (Setting.MaxLive.Property, live > 0 ? OperationRules.MaxLive(live) : throw HarnessErrors.NegativeCount(Setting.MaxLive, live));
            }

            foreach (var (setting, value, rule) in new (Setting, bool?, Func<Rule>)[]
            {
                (Setting.NoLeaks, attribute.NoLeaks, static () => OperationRules.NoLeaks([])),
                (Setting.NoPotentialDeadlock, attribute.NoPotentialDeadlock, DeadlockRules.NonePotential),
                (Setting.NoSyncOverAsync, attribute.NoSyncOverAsync, BlockingRules.NoSyncOverAsync),
            })
            {
                if (Read(setting, SettingParser.Switch) ?? value!.Value)
                {
                    yield return (setting.Property, rule());
                }
            }
        }

        TimeSpan? KeepLast()
        {
            var last = Read(Setting.KeepLast, SettingParser.Seconds) ?? attribute.KeepLastSeconds!.Value;
            return last < 0 ? throw HarnessErrors.NegativeSize(Setting.KeepLast, last) : last == 0 ? null : Span(last);
        }

        static long NotNegative(Setting setting, long bytes) => bytes >= 0 ? bytes : throw HarnessErrors.NegativeSize(setting, bytes);

        static long LargeEnough(long bytes) => bytes >= HarnessErrors.SmallestArtifacts ? bytes : throw HarnessErrors.NoRoomForArtifacts(bytes);

        T? Read<T>(Setting setting, Func<SettingValue, T> parse)
            where T : struct => read(setting) is { } value ? parse(value) : null;
    }

    /// <summary>The explorer's options; <see cref="ExplorerOptions.Validate"/> judges their ranges.</summary>
    public ExplorerOptions ToExplorerOptions(string identity) => new()
    {
        Schedules = Schedules,
        TimeBudget = TimeBudget,
        Strategy = Strategy,
        Seed = Seed,
        MaxSteps = MaxSteps,
        MaxStall = MaxStall,
        CheckDataRaces = CheckDataRaces,
        Shard = Shard,
        CorpusMode = Corpus,
        TestIdentity = identity,
        ReplayCapture = static () => new HarnessCapture(null),
        CaptureAlways = RuntimeEvents == RuntimeEvents.Always,
    };

    /// <summary>The observer's options.</summary>
    public ObserverOptions ToObserverOptions(string identity, string? nettracePath) => new()
    {
        TestIdentity = identity,
        BufferBytes = BufferBytes,
        KeepLast = KeepLast,
        KeepBytes = KeepBytes,
        UnwovenTasks = UnwovenTasks,
        Capture = () => new HarnessCapture(nettracePath),
    };

    private static TimeSpan? Budget(double seconds) => double.IsPositiveInfinity(seconds) ? null : Span(seconds);

    // Beyond what a TimeSpan holds there is no limit in practice.
    private static TimeSpan Span(double seconds) =>
        seconds >= TimeSpan.MaxValue.TotalSeconds ? TimeSpan.MaxValue
        : seconds <= TimeSpan.MinValue.TotalSeconds || double.IsNaN(seconds) ? TimeSpan.MinValue
        : TimeSpan.FromSeconds(seconds);
}
