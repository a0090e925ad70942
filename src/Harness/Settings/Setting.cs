using ConcurrencyTrace.Tracing.Baselines;

namespace ConcurrencyTrace.Harness.Settings;

/// <summary>One setting and its name in each place where it can be given.</summary>
/// <param name="Property">The attribute's property; empty when it has none.</param>
/// <param name="Environment">The environment variable.</param>
/// <param name="Option">The test platform's option, without the dashes.</param>
/// <param name="Help">What the platform's help says.</param>
internal sealed record Setting(string Property, string Environment, string Option, string Help)
{
    public static Setting Schedules { get; } = new("Schedules", "CONCURRENCYTRACE_SCHEDULES", "trace-schedules", "The schedules that each traced test runs at most (default: what its attribute says, 1000).");

    public static Setting TimeBudget { get; } = new("TimeBudgetSeconds", "CONCURRENCYTRACE_TIME_BUDGET_SECONDS", "trace-time-budget-seconds", "Seconds after which a traced test begins no further schedule; none (default): no limit.");

    public static Setting Strategy { get; } = new("Strategy", "CONCURRENCYTRACE_STRATEGY", "trace-strategy", "Who chooses the next operation, for example Portfolio, Random or PCT.");

    public static Setting Seed { get; } = new("Seed", "CONCURRENCYTRACE_SEED", "trace-seed", "Seed of every random choice, decimal or 0x…; 0 derives it from the test's identity.");

    public static Setting MaxSteps { get; } = new("MaxSteps", "CONCURRENCYTRACE_MAX_STEPS", "trace-max-steps", "Scheduling points after which a schedule is judged to go on for ever.");

    public static Setting MaxStall { get; } = new("MaxStallMilliseconds", "CONCURRENCYTRACE_MAX_STALL_MILLISECONDS", "trace-max-stall-milliseconds", "For how long a schedule may keep operations that can run from it while virtual time passes, 100 (default); 0 for never: a sleep is then as good as a join.");

    public static Setting CheckDataRaces { get; } = new("CheckDataRaces", "CONCURRENCYTRACE_CHECK_DATA_RACES", "trace-check-data-races", "Whether concurrent use of a collection that is not made for it fails a test: true (default) or false.");

    public static Setting Mode { get; } = new("Mode", "CONCURRENCYTRACE_MODE", "trace-mode", "Explore (our scheduler) or Observe (the real one).");

    public static Setting RuntimeEvents { get; } = new("RuntimeEvents", "CONCURRENCYTRACE_RUNTIME_EVENTS", "trace-runtime-events", "When an explored test captures the runtime's own events: OnFailure (default) or Always.");

    public static Setting BufferBytes { get; } = new("BufferBytes", "CONCURRENCYTRACE_BUFFER_BYTES", "trace-buffer-bytes", "Memory for the events of an observed test, in bytes; what is above goes to a temporary file.");

    public static Setting KeepLast { get; } = new("KeepLastSeconds", "CONCURRENCYTRACE_KEEP_LAST_SECONDS", "trace-keep-last-seconds", "Keeps only the last seconds of an observed test, and writes them when it fails; 0: keeps everything.");

    public static Setting KeepBytes { get; } = new("KeepBytes", "CONCURRENCYTRACE_KEEP_BYTES", "trace-keep-bytes", "Keeps only the last bytes of an observed test, and writes them when it fails; 0: keeps everything.");

    public static Setting Nettrace { get; } = new("Nettrace", "CONCURRENCYTRACE_NETTRACE", "trace-nettrace", "Whether an observed test writes a .nettrace file, with stacks and CPU samples, too: true or false (default).");

    public static Setting UnwovenTasks { get; } = new("UnwovenTasks", "CONCURRENCYTRACE_UNWOVEN_TASKS", "trace-unwoven-tasks", "Whether an observed test records the tasks of code that is not woven, too: true or false (default).");

    public static Setting MaxBlocked { get; } = new("MaxBlockedMilliseconds", "CONCURRENCYTRACE_MAX_BLOCKED_MILLISECONDS", "trace-max-blocked-milliseconds", "Fails a test in which an operation is blocked for longer at a time; none (default): no limit.");

    public static Setting MaxLive { get; } = new("MaxLiveOperations", "CONCURRENCYTRACE_MAX_LIVE_OPERATIONS", "trace-max-live-operations", "Fails a test in which more operations are live at a time, the body included; none (default): no limit.");

    public static Setting NoLeaks { get; } = new("NoLeaks", "CONCURRENCYTRACE_NO_LEAKS", "trace-no-leaks", "Whether an operation that is live when the body has ended fails a test: true or false (default).");

    public static Setting NoPotentialDeadlock { get; } = new("NoPotentialDeadlock", "CONCURRENCYTRACE_NO_POTENTIAL_DEADLOCK", "trace-no-potential-deadlock", "Whether locks taken in opposite orders fail a test, deadlock or not: true or false (default).");

    public static Setting NoSyncOverAsync { get; } = new("NoSyncOverAsync", "CONCURRENCYTRACE_NO_SYNC_OVER_ASYNC", "trace-no-sync-over-async", "Whether holding a thread while waiting for a task fails a test: true or false (default).");

    public static Setting KeepArtifacts { get; } = new("KeepArtifacts", "CONCURRENCYTRACE_KEEP_ARTIFACTS", "trace-keep-artifacts", "When tests leave files: OnFailure (default), Always or Never.");

    public static Setting MaxArtifactBytes { get; } = new("MaxArtifactBytes", "CONCURRENCYTRACE_MAX_ARTIFACT_BYTES", "trace-max-artifact-bytes", "The bytes that one test leaves at most (default: 20000000); a file that is too large is left out and named.");

    public static Setting PruneArtifacts { get; } = new("", "CONCURRENCYTRACE_PRUNE_ARTIFACTS_DAYS", "trace-prune-artifacts-days", "Removes what tests left in the artifacts folder so many days ago or more.");

    public static Setting Shard { get; } = new("", "CONCURRENCYTRACE_SHARD", "trace-shard", "The part i/n of each test's schedules to run, where n machines share them.");

    public static Setting Corpus { get; } = new("", "CONCURRENCYTRACE_CORPUS", "trace-corpus", "What to do with the schedules in __schedules__ beside a test: Replay (default), Promote (adds a failing one), Refresh (writes those anew that no longer apply) or Off.");

    public static Setting Progress { get; } = new("", "CONCURRENCYTRACE_PROGRESS", "trace-progress", "How a long exploration shows how far it is: Auto (default), Live, Lines or None.");

    public static Setting Replay { get; } = new("", "CONCURRENCYTRACE_REPLAY", "trace-replay", "Replays this .schedule file instead of exploring; filter for the test that it belongs to.");

    public static Setting Artifacts { get; } = new("", "CONCURRENCYTRACE_ARTIFACTS", "trace-artifacts", "The folder for what failing tests leave (default: concurrencytrace in the results folder).");

    /// <summary>Read by the assertion itself.</summary>
    public static Setting Baselines { get; } = new("", BaselineSetting.Variable, BaselineSetting.Option, "What becomes of a run that MatchBaseline finds different: compare (default: it fails) or accept (it is approved; not on a build server).");

    public static IReadOnlyList<Setting> All { get; } = [Schedules, TimeBudget, Strategy, Seed, MaxSteps, MaxStall, CheckDataRaces, Mode, RuntimeEvents, BufferBytes, KeepLast, KeepBytes, Nettrace, UnwovenTasks, MaxBlocked, MaxLive, NoLeaks, NoPotentialDeadlock, NoSyncOverAsync, KeepArtifacts, MaxArtifactBytes, PruneArtifacts, Shard, Corpus, Progress, Replay, Artifacts, Baselines];
}
