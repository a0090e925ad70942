using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Tracing;

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

    /// <summary>Full path of the schedule file to replay; null to explore.</summary>
    public required string? Replay { get; init; }

    /// <summary>Full path of the folder for artifacts.</summary>
    public required string Artifacts { get; init; }

    /// <exception cref="ArgumentException">A value cannot be read; the message says where it was given.</exception>
    public static TraceSettings Resolve(ITracedAttribute attribute, Func<Setting, SettingValue?> read)
    {
        var seed = Read(Setting.Seed, SettingParser.Seed) ?? attribute.Seed;
        return new TraceSettings
        {
            Schedules = Read(Setting.Schedules, SettingParser.Count) ?? attribute.Schedules,
            TimeBudget = Read(Setting.TimeBudget, SettingParser.Seconds) is { } seconds ? Span(seconds)
                : attribute.TimeBudgetSeconds == 0 ? null : Span(attribute.TimeBudgetSeconds),
            Strategy = read(Setting.Strategy)?.Text.Trim() ?? attribute.Strategy,
            Seed = seed == 0 ? null : seed,
            MaxSteps = Read(Setting.MaxSteps, SettingParser.Count) ?? attribute.MaxSteps,
            CheckDataRaces = Read(Setting.CheckDataRaces, SettingParser.Switch) ?? attribute.CheckDataRaces,
            Mode = Read(Setting.Mode, SettingParser.Mode) ?? attribute.Mode,
            Replay = read(Setting.Replay) is { } replay ? SettingParser.FilePath(replay) : null,
            Artifacts = read(Setting.Artifacts) is { } artifacts
                ? SettingParser.FilePath(artifacts)
                : Path.Combine(RunDirectories.Results, "concurrencytrace"),
        };

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
    };

    // Beyond what a TimeSpan holds there is no limit in practice.
    private static TimeSpan Span(double seconds) =>
        seconds >= TimeSpan.MaxValue.TotalSeconds ? TimeSpan.MaxValue
        : seconds <= TimeSpan.MinValue.TotalSeconds || double.IsNaN(seconds) ? TimeSpan.MinValue
        : TimeSpan.FromSeconds(seconds);
}
