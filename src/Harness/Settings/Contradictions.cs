using System.Globalization;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Baselines;

namespace ConcurrencyTrace.Harness.Settings;

/// <summary>Values that cannot both be meant.</summary>
internal static class Contradictions
{
    private static readonly Setting[] OfExploring =
        [Setting.Schedules, Setting.TimeBudget, Setting.Strategy, Setting.Seed, Setting.MaxSteps, Setting.MaxStall, Setting.CheckDataRaces, Setting.RuntimeEvents];

    private static readonly Pair[] Pairs =
    [
        new(v => v.Setting == Setting.Replay, v => v.Setting == Setting.Shard, "a replay runs one schedule") { AtAnyLevel = true },
        new(v => v.Setting == Setting.Replay, v => v.Setting == Setting.Mode && v.Is(nameof(TraceMode.Observe)), "a replay runs on our scheduler") { AtAnyLevel = true },
        new(v => v.Setting == Setting.Replay, v => v.Setting is var s && (s == Setting.Schedules || s == Setting.TimeBudget || s == Setting.Strategy || s == Setting.Seed), "a replay runs one schedule, as its file says"),
        new(v => v.Setting == Setting.Replay, v => v.Setting == Setting.Corpus && v.Is(nameof(CorpusMode.Refresh)), "a replay leaves the corpus alone"),
        new(v => v.Setting == Setting.Replay, AcceptsBaselines, "a baseline is approved over all schedules"),
        new(v => v.Setting == Setting.Shard && !v.Is("1/1"), AcceptsBaselines, "a baseline is approved over all schedules") { AtAnyLevel = true },
        new(v => v.Setting == Setting.Mode && v.Is(nameof(TraceMode.Observe)), v => OfExploring.Contains(v.Setting), "in Observe mode the test runs once, on the real scheduler"),
        new(v => v.Setting == Setting.Mode && v.Is(nameof(TraceMode.Observe)), v => v.Setting == Setting.Corpus && !v.Is(nameof(CorpusMode.Off)), "in Observe mode there are no schedules"),
        new(v => v.Setting == Setting.Mode && v.Is(nameof(TraceMode.Explore)), v => v.Setting is var s && (s == Setting.BufferBytes || IsOn(v, Setting.KeepLast) || IsOn(v, Setting.KeepBytes) || IsOn(v, Setting.Nettrace) || IsOn(v, Setting.UnwovenTasks)), "it is for tests in Observe mode"),
        new(NeverKeeps, v => v.Setting == Setting.MaxArtifactBytes || v.Setting == Setting.Artifacts, "no file is left"),
        new(NeverKeeps, v => IsOn(v, Setting.Nettrace), "no file is left"),
        new(v => v.Setting == Setting.Strategy && v.Is(StrategyNames.Exhaustive), v => IsOn(v, Setting.Seed), "an exhaustive search leaves nothing to chance"),
    ];

    /// <summary>What was given, each setting as it is in force.</summary>
    public static IReadOnlyList<GivenValue> Given(TracedOptions attribute, TracedOptions assembly, Func<Setting, SettingValue?> read) =>
        [.. Setting.All.Select(setting => InForce(setting, attribute, assembly, read)).OfType<GivenValue>()];

    /// <exception cref="ArgumentException">Two of the values contradict each other (CTR0117).</exception>
    public static void Refuse(IReadOnlyList<GivenValue> given)
    {
        foreach (var pair in Pairs)
        {
            foreach (var one in given.Where(pair.One))
            {
                if (given.FirstOrDefault(other => pair.Other(other) && (pair.AtAnyLevel || other.Level == one.Level)) is { } other)
                {
                    throw HarnessErrors.Contradiction(one, other, pair.Reason);
                }
            }
        }
    }

    private static GivenValue? InForce(Setting setting, TracedOptions attribute, TracedOptions assembly, Func<Setting, SettingValue?> read) =>
        read(setting) is { } value ? new GivenValue(setting, value.Text, value.Source, value.Source.StartsWith("--", StringComparison.Ordinal) ? SettingLevel.CommandLine : SettingLevel.Environment)
        : Text(setting, attribute) is { } own ? new GivenValue(setting, own, setting.Property, SettingLevel.Attribute)
        : Text(setting, assembly) is { } shared ? new GivenValue(setting, shared, setting.Property, SettingLevel.Assembly)
        : null;

    private static string? Text(Setting setting, TracedOptions options) =>
        setting.Property.Length == 0 ? null : Convert.ToString(typeof(TracedOptions).GetProperty(setting.Property)!.GetValue(options), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private static bool AcceptsBaselines(GivenValue value) => value.Setting == Setting.Baselines && value.Is(nameof(BaselineMode.Accept));

    private static bool NeverKeeps(GivenValue value) => value.Setting == Setting.KeepArtifacts && value.Is(nameof(KeepArtifacts.Never));

    private static bool IsOn(GivenValue value, Setting setting) => value.Setting == setting && !value.Is("0") && !value.Is("false");

    private sealed record Pair(Func<GivenValue, bool> One, Func<GivenValue, bool> Other, string Reason)
    {
        /// <summary>Whether it does not matter where they were given.</summary>
        public bool AtAnyLevel { get; init; }
    }
}
