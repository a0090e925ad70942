using System.Globalization;
using ConcurrencyTrace.Harness.Settings;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Harness;

/// <summary>Every error and notice of the harness, with its code; described in <c>docs/errors.md</c>.</summary>
internal static class HarnessErrors
{
    public static ArgumentException NotAWholeNumber(SettingValue value) =>
        Argument("CTR0101", $"{value.Source} = \"{value.Text}\": not a whole number. Give a number from 1 to {Number(int.MaxValue)}, for example {value.Source} 1000.");

    public static ArgumentException NotSeconds(SettingValue value) =>
        Argument("CTR0102", $"{value.Source} = \"{value.Text}\": not a number of seconds. Give a number above 0 with a point as the decimal sign, for example 2.5.");

    public static ArgumentException NotMilliseconds(SettingValue value) =>
        Argument("CTR0107", $"{value.Source} = \"{value.Text}\": not a number of milliseconds. Give a number with a point as the decimal sign, for example 50; below 0 is no limit.");

    public static ArgumentException NegativeCount(Setting setting, int value) =>
        Argument("CTR0108", $"{setting.Property} = {Number(value)}: negative. Give the most that are allowed, or 0 for no limit.");

    public static ArgumentException NotASeed(SettingValue value) =>
        Argument("CTR0103", $"{value.Source} = \"{value.Text}\": not a seed. Give a number from 0 to {ulong.MaxValue.ToString(CultureInfo.InvariantCulture)}, decimal or hexadecimal (0x5D1C).");

    public static ArgumentException UnknownMode(SettingValue value) =>
        Argument("CTR0104", $"{value.Source} = \"{value.Text}\": no mode has that name. Valid names are {string.Join(", ", Enum.GetNames<TraceMode>())}.");

    public static ArgumentException UnknownRuntimeEvents(SettingValue value) =>
        Argument("CTR0109", $"{value.Source} = \"{value.Text}\": no such time to capture the runtime's events. Valid names are {string.Join(", ", Enum.GetNames<RuntimeEvents>())}.");

    public static ArgumentException NegativeSize(Setting setting, double value) =>
        Argument("CTR0115", $"{setting.Property} = {value.ToString(CultureInfo.InvariantCulture)}: it cannot be negative. Give what is to be kept, or 0 for no limit.");

    public static ArgumentException NotASwitch(SettingValue value) =>
        Argument("CTR0106", $"{value.Source} = \"{value.Text}\": neither true nor false. Give one of the two.");

    public static ArgumentException NoPath(SettingValue value) =>
        Argument("CTR0105", $"{value.Source} = \"{value.Text}\": a path is missing. Give the path, or leave the setting out.");

    public static InvalidOperationException OtherTest(string file, string inFile, string current) =>
        new($"CTR0110: this run replays \"{inFile}\" ({file}), and this test is \"{current}\". Filter for the test that the schedule belongs to, for example with --filter-method, or leave --trace-replay and {Setting.Replay.Environment} out.");

    public static string ArtifactNotWritten(string path, Exception cause) =>
        $"CTR0111: could not write {path}: {cause.Message} Choose a folder that can be written with --{Setting.Artifacts.Option} or {Setting.Artifacts.Environment}.";

    public static string TimedOut(int run, int wanted) =>
        $"CTR0112: the time was up after {Number(run)} of {Number(wanted)} schedules, none of which failed. Timeout bounds all schedules of a test together; to end an exploration early without failing, set TimeBudgetSeconds ({Setting.TimeBudget.Environment}, --{Setting.TimeBudget.Option}).";

    public static OperationCanceledException Cancelled(int run, int wanted) =>
        new($"CTR0113: the run was cancelled after {Number(run)} of {Number(wanted)} schedules, none of which failed; the test is not complete.");

    public static string NotControlled(string what) =>
        $"CTR0114: not under control: {what}. Interleavings there were not explored, and a replay may differ.";

    private static ArgumentException Argument(string code, string text) => new($"{code}: {text}");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
