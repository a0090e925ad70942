using System.Globalization;
using ConcurrencyTrace.Exploration.Sharding;

namespace ConcurrencyTrace.Exploration;

/// <summary>Every error that bad input to an exploration gives, with its code; described in <c>docs/errors.md</c>.</summary>
internal static class ExplorationErrors
{
    public static ArgumentException SchedulesNotPositive(int value) =>
        Argument("CTR0001", $"Schedules = {value}: an exploration runs at least one schedule. Set Schedules (CONCURRENCYTRACE_SCHEDULES, --trace-schedules) to 1 or more.");

    public static ArgumentException MaxStallOutOfRange(TimeSpan value) =>
        Argument("CTR0024", $"MaxStallMilliseconds = {value.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)}: it is from 0 (never) to 86,400,000 (a day), in whole milliseconds. Set MaxStallMilliseconds (CONCURRENCYTRACE_MAX_STALL_MILLISECONDS, --trace-max-stall-milliseconds) to one of these.");

    public static ArgumentException MaxStepsNotPositive(int value) =>
        Argument("CTR0002", $"MaxSteps = {value}: a schedule needs at least one step. Set MaxSteps (CONCURRENCYTRACE_MAX_STEPS, --trace-max-steps) to 1 or more.");

    public static ArgumentException TimeBudgetNotPositive(TimeSpan value) =>
        Argument("CTR0003", $"TimeBudget = {value}: a time budget is more than zero seconds. Set TimeBudgetSeconds (CONCURRENCYTRACE_TIME_BUDGET_SECONDS, --trace-time-budget-seconds), or leave it out for none.");

    public static ArgumentException UnknownStrategy(string value) =>
        Argument("CTR0004", $"Strategy = \"{value}\": no strategy has that name. Valid names are {string.Join(", ", StrategyNames.All)}.");

    public static InvalidOperationException CoyoteFailed(Exception? cause) =>
        new($"CTR0006: Microsoft.Coyote's engine stopped before the exploration did: {cause?.Message ?? "it gave no reason"} Choose a strategy whose name does not begin with Coyote, and report this.", cause);

    public static OperationCanceledException CancelledInSchedule(CutShortException cut, CancellationToken cancellationToken) =>
        new($"The exploration was cancelled, and {cut.Message}", cut, cancellationToken);

    public static TimeoutException NoScheduleEnded(TimeSpan budget, CutShortException cut) =>
        new($"CTR0026: TimeBudget = {budget}: it was over before any schedule had come to its end, so that nothing was judged; {cut.Message}\nWhere the program is only slow, raise TimeBudgetSeconds (CONCURRENCYTRACE_TIME_BUDGET_SECONDS, --trace-time-budget-seconds); else see what it waits for.", cut);

    public static InvalidOperationException NoTraceSoFar() =>
        new("CTR0023: there is no trace so far: TraceContext.SoFar is for code that is under control. In Observe mode, or on a thread that is not woven code's, use TraceContext.AfterRun.");

    public static InvalidOperationException StaticsNotRenewed(TypeInitializationException fault) =>
        new($"CTR0025: the static state of {fault.TypeName} cannot be made anew for each schedule: its initialiser fails when it runs again ({fault.InnerException!.GetType().Name}: {fault.InnerException.Message.TrimEnd('.')}). Take its assembly out of the ConcurrencyTraceFreshStatics items.", fault);

    public static ScheduleFormatException EmptySchedule(string file) =>
        new("CTR0010", file, 0, "the schedule file is empty. Take the .schedule file that the failing run wrote.");

    public static ScheduleFormatException NotASchedule(string file, string firstLine) =>
        new("CTR0011", file, 1, $"not a schedule file: it begins with \"{firstLine}\", expected \"{Schedule.Magic} {Schedule.CurrentVersion}\".");

    public static ScheduleFormatException NewerSchedule(string file, string version) =>
        new("CTR0012", file, 1, $"format version {version} is newer than version {Schedule.CurrentVersion}, which this build reads. Update the ConcurrencyTrace packages of the test project.");

    public static ScheduleFormatException TruncatedSchedule(string file, int line, int expected, int found) =>
        new("CTR0013", file, line, $"the file is truncated: it announces {expected.ToString(CultureInfo.InvariantCulture)} decisions and has {found.ToString(CultureInfo.InvariantCulture)}. Take the file from the failing run's artifacts again.");

    public static ScheduleFormatException CutLine(string file, int line) =>
        new("CTR0013", file, line, "the file is truncated: its last line does not end. Take the file from the failing run's artifacts again.");

    public static ScheduleFormatException BadLine(string file, int line, string text, string expected) =>
        new("CTR0014", file, line, $"cannot read \"{text}\", expected {expected}. The file was changed by hand or damaged; take it from the failing run's artifacts again.");

    public static ScheduleFormatException OtherTest(string file, string inFile, string current) =>
        new("CTR0015", file, 2, $"the schedule belongs to test \"{inFile}\", not to \"{current}\". Replay it with a filter for that test.");

    public static ScheduleFormatException UnreadableSchedule(string file, Exception cause) =>
        new("CTR0016", file, 0, $"cannot read the schedule file: {cause.Message} Check the path given to CONCURRENCYTRACE_REPLAY or --trace-replay.", cause);

    public static ScheduleFormatException MissingHeader(string file, int line, string name) =>
        new("CTR0017", file, line, $"the header has no line \"{name}: …\". The file is truncated or was changed by hand; take it from the failing run's artifacts again.");

    public static string Diverged(Schedule schedule, int decision, string difference)
    {
        var place = schedule.File.Length == 0 ? "" : $"{schedule.File}:{(schedule.FirstDecisionLine + Math.Min(decision, Math.Max(0, schedule.Decisions.Count - 1))).ToString(CultureInfo.InvariantCulture)}: ";
        return $"CTR0019: {place}{difference}. The code has changed since the schedule was found, or depends on something that is not under control. Explore again without the schedule, or replay it on the code that it was found on.";
    }

    public static ArgumentException NoSuchShard(Shard shard, int schedules) =>
        Argument("CTR0007", $"Shard = {shard} of {schedules.ToString(CultureInfo.InvariantCulture)} schedules: there is nothing to run. Set Shard (CONCURRENCYTRACE_SHARD, --trace-shard) to i/n with i from 1 to n, and n to at most the number of schedules.");

    public static ArgumentException StrategyCannotShard(string strategy) =>
        Argument("CTR0008", $"Strategy = {strategy} with a shard: it learns from each schedule for the next, so that machines cannot share them. Choose another strategy, for example {StrategyNames.CoyotePrioritization} or {StrategyNames.Portfolio}, or leave Shard (CONCURRENCYTRACE_SHARD, --trace-shard) out.");

    public static InvalidOperationException SharingFoundLate(Shard shard) =>
        new($"CTR0018: Strategy = {StrategyNames.Exhaustive} with Shard = {shard}: a schedule showed memory to be shared that was not known to be, which changes the schedules of all shards. Run this test without a shard, or choose another strategy, for example {StrategyNames.Portfolio}.");

    public static ArgumentException NothingToMerge() => Argument("CTR0009", "there is no result to merge. Give one at least.");

    public static ArgumentException NothingToMerge(string folder) =>
        Argument("CTR0009", $"there is no result to merge: no file {SummaryFile.Pattern} is below {folder}. Run the tests with --trace-shard (CONCURRENCYTRACE_SHARD) and bring together what each machine left in its artifacts folder.");

    public static ScheduleFormatException NotASummary(string file, Exception cause) =>
        new("CTR0020", file, 0, $"not the result of an exploration, or damaged: {cause.Message.TrimEnd('.')}. Take the file from the machine's artifacts again; where it is of a newer version, update the ConcurrencyTrace packages.", cause);

    public static ScheduleFormatException UnreadableSummary(string file, Exception cause) =>
        new("CTR0021", file, 0, $"cannot read the result of an exploration: {cause.Message}", cause);

    public static ArgumentException NotEachShardOnce(string test, Shard shard, int times) =>
        Argument("CTR0022", $"the result of shard {shard} of {test} is {(times == 0 ? "missing: its machine ran no tests, or its artifacts were not kept" : $"there {times.ToString(CultureInfo.InvariantCulture)} times: give those of one run only")}.");

    public static ArgumentException OtherExploration(ExplorationSummary one, ExplorationSummary other) =>
        Argument("CTR0022", $"{Words(one)} and {Words(other)} are not parts of one exploration. Give the results of one run of the same tests, with the same options on every machine.");

    private static string Words(ExplorationSummary of) =>
        string.Create(CultureInfo.InvariantCulture, $"shard {of.Shard} of {of.Test} ({of.Strategy}, seed 0x{of.Seed:X16}, {of.Schedules} schedules)");

    public static string UnusableEntry(ScheduleFormatException cause) =>
        $"CTR0501: a schedule of the corpus was not replayed: {cause.Message}";

    public static string EntryNoLongerApplies(string file, string divergence, int tried) =>
        $"CTR0502: {file} no longer applies: {divergence}. {tried.ToString(CultureInfo.InvariantCulture)} schedules near it passed. Refresh the corpus ({RefreshHow}) to keep it as a regression test of the code as it is now, or delete the file.";

    public static string EntryFoundAgain(string file, string divergence) =>
        $"CTR0503: {file} no longer applies: {divergence}. A schedule near it fails. Refresh the corpus ({RefreshHow}) to keep that one.";

    public static string EntryRefreshed(string file) => $"CTR0504: {file} no longer applied and was written anew. Commit it.";

    public static string EntryPromoted(string file) => $"CTR0505: the failing schedule is in {file} and will be replayed first from now on. Commit it.";

    public static string EntryNotWritten(string file, Exception cause) => $"CTR0506: could not write {file}: {cause.Message}";

    public static string CorpusNotRead(string folder, Exception cause) =>
        $"CTR0507: the schedules in {folder} were not replayed: {cause.Message} Let the folder be read by who runs the tests, or leave the corpus out with CONCURRENCYTRACE_CORPUS=off (--trace-corpus off).";

    public static string NowhereToPromote() =>
        "CTR0508: the failing schedule was not added to the corpus: the folder of the test's source, where it lies, is not on this machine (ExplorerOptions.CorpusFolder is not set). Replay the schedule with --trace-corpus promote in a checkout of the sources.";

    private const string RefreshHow = "CONCURRENCYTRACE_CORPUS=refresh, --trace-corpus refresh";

    private static ArgumentException Argument(string code, string text) => new($"{code}: {text}");
}
