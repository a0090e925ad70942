using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Tracing;
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

    /// <summary>What every schedule's trace must keep to.</summary>
    public required TraceRules Rules { get; init; }

    /// <summary>Full path of the schedule file to replay; null to explore.</summary>
    public required string? Replay { get; init; }

    /// <summary>Full path of the folder for artifacts.</summary>
    public required string Artifacts { get; init; }

    /// <exception cref="ArgumentException">A value cannot be read; the message says where it was given.</exception>
    public static TraceSettings Resolve(TracedOptions attribute, Func<Setting, SettingValue?> read)
    {
        var seed = Read(Setting.Seed, SettingParser.Seed) ?? attribute.Seed!.Value;
        return new TraceSettings
        {
            Schedules = Read(Setting.Schedules, SettingParser.Count) ?? attribute.Schedules!.Value,
            TimeBudget = Read(Setting.TimeBudget, SettingParser.Seconds) is { } seconds ? Span(seconds)
                : attribute.TimeBudgetSeconds!.Value == 0 ? null : Span(attribute.TimeBudgetSeconds.Value),
            Strategy = read(Setting.Strategy)?.Text.Trim() ?? attribute.Strategy!,
            Seed = seed == 0 ? null : seed,
            MaxSteps = Read(Setting.MaxSteps, SettingParser.Count) ?? attribute.MaxSteps!.Value,
            CheckDataRaces = Read(Setting.CheckDataRaces, SettingParser.Switch) ?? attribute.CheckDataRaces!.Value,
            Mode = Read(Setting.Mode, SettingParser.Mode) ?? attribute.Mode!.Value,
            RuntimeEvents = Read(Setting.RuntimeEvents, SettingParser.RuntimeEvents) ?? attribute.RuntimeEvents!.Value,
            BufferBytes = NotNegative(Setting.BufferBytes, Read(Setting.BufferBytes, SettingParser.Bytes) ?? attribute.BufferBytes!.Value),
            KeepLast = KeepLast(),
            KeepBytes = NotNegative(Setting.KeepBytes, Read(Setting.KeepBytes, SettingParser.Bytes) ?? attribute.KeepBytes!.Value) is > 0 and var kept ? kept : null,
            Nettrace = Read(Setting.Nettrace, SettingParser.Switch) ?? attribute.Nettrace!.Value,
            Rules = new TraceRules([.. Rules()]),
            Replay = read(Setting.Replay) is { } replay ? SettingParser.FilePath(replay) : null,
            Artifacts = read(Setting.Artifacts) is { } artifacts
                ? SettingParser.FilePath(artifacts)
                : Path.Combine(RunDirectories.Results, "concurrencytrace"),
        };

        IEnumerable<(string, Rule)> Rules()
        {
            if ((Read(Setting.MaxBlocked, SettingParser.Milliseconds) ?? attribute.MaxBlockedMilliseconds!.Value) is >= 0 and var milliseconds)
            {
                yield return (Setting.MaxBlocked.Property, BlockingRules.MaxTime(Span(milliseconds / 1000), null));
            }

            if ((Read(Setting.MaxLive, SettingParser.Count) ?? attribute.MaxLiveOperations!.Value) is not 0 and var live)
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
        CheckDataRaces = CheckDataRaces,
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
        Capture = () => new HarnessCapture(nettracePath),
    };

    // Beyond what a TimeSpan holds there is no limit in practice.
    private static TimeSpan Span(double seconds) =>
        seconds >= TimeSpan.MaxValue.TotalSeconds ? TimeSpan.MaxValue
        : seconds <= TimeSpan.MinValue.TotalSeconds || double.IsNaN(seconds) ? TimeSpan.MinValue
        : TimeSpan.FromSeconds(seconds);
}
