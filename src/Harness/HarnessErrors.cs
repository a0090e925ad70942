using System.Globalization;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Settings;

namespace ConcurrencyTrace.Harness;

/// <summary>Every error and notice of the harness, with its code; described in <c>docs/errors.md</c>.</summary>
internal static class HarnessErrors
{
    private const int MostPlaces = 5;

    public static ArgumentException NotAWholeNumber(SettingValue value) =>
        Argument("CTR0101", $"{value.Source} = \"{value.Text}\": not a whole number. Give a number from 1 to {Number(int.MaxValue)}, for example 1000.");

    public static string UnknownVariable(string name) =>
        $"CTR0127: {name} is the variable of no setting, and is ignored. A setting's variable is its option's name in capitals, {SettingSources.VariablePrefix}… for --trace-…; --help lists the options.";

    public static ArgumentException NotSeconds(SettingValue value) =>
        Argument("CTR0102", $"{value.Source} = \"{value.Text}\": not a number of seconds. Give a number above 0 with a point as the decimal sign, for example 2.5.");

    public static ArgumentException NotMilliseconds(SettingValue value) =>
        Argument("CTR0107", $"{value.Source} = \"{value.Text}\": not a number of milliseconds. Give a number with a point as the decimal sign, for example 50, or none for no limit.");

    public static ArgumentException NegativeCount(Setting setting, int value) =>
        Argument("CTR0108", $"{setting.Property} = {Number(value)}: negative. Give the most that are allowed, or 0 for no limit.");

    public static ArgumentException NotASeed(SettingValue value) =>
        Argument("CTR0103", $"{value.Source} = \"{value.Text}\": not a seed. Give a number from 0 to {ulong.MaxValue.ToString(CultureInfo.InvariantCulture)}, decimal or hexadecimal (0x5D1C).");

    public static ArgumentException UnknownName<T>(SettingValue value)
        where T : struct, Enum =>
        Argument("CTR0104", $"{value.Source} = \"{value.Text}\": no value has that name. Valid names are {string.Join(", ", Enum.GetNames<T>())}.");

    public static ArgumentException NotAShard(SettingValue value) =>
        Argument("CTR0109", $"{value.Source} = \"{value.Text}\": not a shard. Give i/n with i from 1 to n, for example 2/4.");

    public static ArgumentException NotBytes(SettingValue value) =>
        Argument("CTR0115", $"{value.Source} = \"{value.Text}\": not a number of bytes. Give a whole number from 0, for example 20000000.");

    public static ArgumentException NotDays(SettingValue value) =>
        Argument("CTR0116", $"{value.Source} = \"{value.Text}\": not a number of days. Give a whole number from 0, for example 14.");

    public static ArgumentException Contradiction(GivenValue one, GivenValue other, string reason) =>
        Argument("CTR0117", $"{one.Source} = \"{one.Text}\" and {other.Source} = \"{other.Text}\" contradict each other: {reason}. Leave one of them out.");

    public static ArgumentException NoRoomForArtifacts(long bytes) =>
        Argument("CTR0121", $"MaxArtifactBytes = {bytes.ToString(CultureInfo.InvariantCulture)}: no file is so small. Give {Number(SmallestArtifacts)} or more, for example 20000000; where nothing is to be left, set KeepArtifacts ({Setting.KeepArtifacts.Environment}, --{Setting.KeepArtifacts.Option}) to Never.");

    /// <summary>The shortest schedule file has about as many bytes.</summary>
    public const int SmallestArtifacts = 200;

    public static string ArtifactTooLarge(string path, long bytes, long most) =>
        $"CTR0118: {path} was left out: it has {bytes.ToString(CultureInfo.InvariantCulture)} bytes, and the test may leave {most.ToString(CultureInfo.InvariantCulture)} in all. Raise MaxArtifactBytes ({Setting.MaxArtifactBytes.Environment}, --{Setting.MaxArtifactBytes.Option}).";

    public static string NotOfThisShard(Shard shard) => $"Shard {shard} has no schedule of this test: other shards run it.";

    public static string LeftUnjudged(Shard shard) =>
        $"CTR0122: what AfterExploration judges was not judged: shard {shard} is a part of the exploration. Judge the joined result: ExplorationSummary.MergeFolder (docs/ci/merge.cs), or a run without a shard.";

    public static string NotPruned(string folder, Exception cause) => $"CTR0119: {folder} was not pruned: {cause.Message}";

    public static string CiNotTold(string path, Exception cause) => $"CTR0120: the build server was not told: could not write {path}: {cause.Message}";

    public static ArgumentException NegativeSize(Setting setting, double value) =>
        Argument("CTR0115", $"{setting.Property} = {value.ToString(CultureInfo.InvariantCulture)}: negative. Give a number from 0.");

    public static ArgumentException NotASwitch(SettingValue value) =>
        Argument("CTR0106", $"{value.Source} = \"{value.Text}\": neither true nor false. Give one of the two.");

    public static ArgumentException NoPath(SettingValue value) =>
        Argument("CTR0105", $"{value.Source} = \"{value.Text}\": a path is missing. Give the path, or leave the setting out.");

    public static InvalidOperationException OtherTest(string file, string inFile, string current) =>
        new($"CTR0110: this run replays \"{inFile}\" ({file}), and this test is \"{current}\". Filter for the test that the schedule belongs to, for example with --filter-method, or leave --trace-replay and {Setting.Replay.Environment} out.");

    public static string OtherRow(string file, string inFile) => $"This run replays another row of the theory: {inFile} ({file}).";

    public static string ArtifactNotWritten(string path, Exception cause) =>
        $"CTR0111: could not write {path}: {cause.Message} Choose a folder that can be written with --{Setting.Artifacts.Option} or {Setting.Artifacts.Environment}.";

    public static string ResultsNotWritten(string folder, Exception cause) =>
        $"CTR0123: the results folder {folder} cannot be written: {cause.Message} Choose a folder that can with --results-directory.";

    public static string TimedOut(int run, int wanted, string? doing) =>
        $"CTR0112: the time was up after {Number(run)} of {Number(wanted)} schedules, none of which failed{Doing(doing)}. Timeout bounds all schedules of a test together; to end an exploration early without failing, set TimeBudgetSeconds ({Setting.TimeBudget.Environment}, --{Setting.TimeBudget.Option}).";

    public static OperationCanceledException Cancelled(int run, int wanted, string? doing) =>
        new($"CTR0113: the run was cancelled after {Number(run)} of {Number(wanted)} schedules, none of which failed{Doing(doing)}; the test is not complete.");

    public static string CutShort(string what) =>
        $"CTR0126: the time budget was over: {what}\nIt neither passed nor failed.";

    public static string NotControlled(string what) =>
        $"CTR0114: {what}. Interleavings there were not explored, and a replay may differ.";

    public static string StateLasts(IReadOnlyList<string> places) =>
        $"CTR0124: the first schedule wrote what later ones find written: {string.Join(", ", places.Take(MostPlaces))}{(places.Count > MostPlaces ? $" and {Number(places.Count - MostPlaces)} more" : "")}. "
        + "What goes wrong on the first use could show in that one schedule only. Begin the test by resetting it, or name the assembly in ConcurrencyTraceFreshStatics, so that every schedule has its static fields as a new process has them.";

    public static InvalidOperationException NotWoven(string assembly) =>
        new($"CTR0125: {assembly} is not woven, so there is nothing to explore: its tests would run as they are, once for each schedule. Build it with the ConcurrencyTrace packages and without ConcurrencyTraceWeave=false, and run what that build made.");

    private static string Doing(string? doing) => doing is null ? "" : $" ({doing})";

    private static ArgumentException Argument(string code, string text) => new($"{code}: {text}");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
