using System.Runtime.CompilerServices;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Discovery;
using ConcurrencyTrace.Tracing;
using Xunit;
using Xunit.v3;

namespace ConcurrencyTrace.Harness;

/// <summary>A fact that is run under many schedules and fails with the first one that breaks it.</summary>
/// <remarks>
/// The class is constructed, initialised, run and disposed anew in each schedule; fixtures are made once and shared.
/// Every property can be overridden by an environment variable and by an option of the test platform (see <c>docs/options.md</c>).
/// <c>Timeout</c> bounds the real time of all schedules together.
/// </remarks>
/// <param name="sourceFilePath">Filled in by the compiler.</param>
/// <param name="sourceLineNumber">Filled in by the compiler.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(TracedFactDiscoverer))]
public sealed class TracedFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber), ITracedAttribute
{
    /// <summary>The schedules to run at most; the first failing one ends the test.</summary>
    /// <value>1000 by default, at least 1.</value>
    public int Schedules
    {
        get => Options.Schedules ?? TracedOptions.Default.Schedules!.Value;
        set => Options.Schedules = value;
    }

    /// <summary>Real time, in seconds, after which no further schedule is begun; the test passes with those that were run. Shrinking a failure takes as long again at most.</summary>
    /// <value>0 by default: no limit.</value>
    public double TimeBudgetSeconds
    {
        get => Options.TimeBudgetSeconds ?? TracedOptions.Default.TimeBudgetSeconds!.Value;
        set => Options.TimeBudgetSeconds = value;
    }

    /// <summary>Who chooses the next operation: one of <see cref="StrategyNames.All"/>.</summary>
    /// <value><see cref="StrategyNames.Portfolio"/> by default.</value>
    public string Strategy
    {
        get => Options.Strategy ?? TracedOptions.Default.Strategy!;
        set => Options.Strategy = value;
    }

    /// <summary>Seed of every random choice.</summary>
    /// <value>0 by default: derived from the test's identity, so that the same commit gives the same result.</value>
    public ulong Seed
    {
        get => Options.Seed ?? TracedOptions.Default.Seed!.Value;
        set => Options.Seed = value;
    }

    /// <summary>Scheduling points after which a schedule is judged to go on for ever (a livelock).</summary>
    /// <value>100,000 by default, at least 1.</value>
    public int MaxSteps
    {
        get => Options.MaxSteps ?? TracedOptions.Default.MaxSteps!.Value;
        set => Options.MaxSteps = value;
    }

    /// <summary>
    /// For how long, in all, a schedule may keep operations that can run from it while virtual time passes, in milliseconds: as on a busy machine, so that a sleep is
    /// no join. This happens in every second schedule.
    /// </summary>
    /// <value>100 by default; 0 for never, at most a day.</value>
    public int MaxStallMilliseconds
    {
        get => Options.MaxStallMilliseconds ?? TracedOptions.Default.MaxStallMilliseconds!.Value;
        set => Options.MaxStallMilliseconds = value;
    }

    /// <summary>Whether a schedule fails when two operations are about to use a collection that is not made for several threads at once, and one of them writes.</summary>
    /// <value>True by default.</value>
    public bool CheckDataRaces
    {
        get => Options.CheckDataRaces ?? TracedOptions.Default.CheckDataRaces!.Value;
        set => Options.CheckDataRaces = value;
    }

    /// <summary>Which scheduler runs the test.</summary>
    /// <value><see cref="TraceMode.Explore"/> by default.</value>
    public TraceMode Mode
    {
        get => Options.Mode ?? TracedOptions.Default.Mode!.Value;
        set => Options.Mode = value;
    }

    /// <summary>When a test in Explore mode captures garbage collections, the thread pool, contention, exceptions and the network. Observe mode always does.</summary>
    /// <value><see cref="RuntimeEvents.OnFailure"/> by default: in the one replay of a failure.</value>
    public RuntimeEvents RuntimeEvents
    {
        get => Options.RuntimeEvents ?? TracedOptions.Default.RuntimeEvents!.Value;
        set => Options.RuntimeEvents = value;
    }

    /// <summary>In Observe mode, how much memory events may take while the test runs, in bytes; what is above goes to a temporary file, oldest whole chunks first.</summary>
    /// <value>268,435,456 by default.</value>
    public long BufferBytes
    {
        get => Options.BufferBytes ?? TracedOptions.Default.BufferBytes!.Value;
        set => Options.BufferBytes = value;
    }

    /// <summary>In Observe mode, keeps only what happened in the last so many seconds (a flight recorder), and writes it when the test fails.</summary>
    /// <value>0 by default: everything is kept.</value>
    public double KeepLastSeconds
    {
        get => Options.KeepLastSeconds ?? TracedOptions.Default.KeepLastSeconds!.Value;
        set => Options.KeepLastSeconds = value;
    }

    /// <summary>In Observe mode, keeps only so many bytes of what happened last (a flight recorder), and writes it when the test fails.</summary>
    /// <value>0 by default: everything is kept.</value>
    public long KeepBytes
    {
        get => Options.KeepBytes ?? TracedOptions.Default.KeepBytes!.Value;
        set => Options.KeepBytes = value;
    }

    /// <summary>In Observe mode, writes what the runtime reports, with stacks and CPU samples, as a <c>.nettrace</c> file too; this slows the test.</summary>
    /// <value>False by default.</value>
    public bool Nettrace
    {
        get => Options.Nettrace ?? TracedOptions.Default.Nettrace!.Value;
        set => Options.Nettrace = value;
    }

    /// <summary>In Observe mode, records the tasks of code that is not woven (a library's, the BCL's) as operations too; the runtime then does more for each await of the process.</summary>
    /// <value>False by default.</value>
    public bool UnwovenTasks
    {
        get => Options.UnwovenTasks ?? TracedOptions.Default.UnwovenTasks!.Value;
        set => Options.UnwovenTasks = value;
    }

    /// <summary>Fails a schedule in which an operation was blocked for longer at a time, whatever for; virtual time in Explore mode.</summary>
    /// <value>-1 by default: no limit, as everything below 0.</value>
    public double MaxBlockedMilliseconds
    {
        get => Options.MaxBlockedMilliseconds ?? TracedOptions.Default.MaxBlockedMilliseconds!.Value;
        set => Options.MaxBlockedMilliseconds = value;
    }

    /// <summary>Fails a schedule in which more operations were live at a time, the body included.</summary>
    /// <value>0 by default: no limit.</value>
    public int MaxLiveOperations
    {
        get => Options.MaxLiveOperations ?? TracedOptions.Default.MaxLiveOperations!.Value;
        set => Options.MaxLiveOperations = value;
    }

    /// <summary>Fails a schedule in which an operation was still live when the body had ended.</summary>
    /// <value>False by default.</value>
    public bool NoLeaks
    {
        get => Options.NoLeaks ?? TracedOptions.Default.NoLeaks!.Value;
        set => Options.NoLeaks = value;
    }

    /// <summary>Fails a schedule in which locks were taken in opposite orders, so that another schedule may deadlock.</summary>
    /// <value>False by default.</value>
    public bool NoPotentialDeadlock
    {
        get => Options.NoPotentialDeadlock ?? TracedOptions.Default.NoPotentialDeadlock!.Value;
        set => Options.NoPotentialDeadlock = value;
    }

    /// <summary>Fails a schedule in which somebody held a thread while waiting for a task (<c>Task.Wait</c>, <c>Task.Result</c>).</summary>
    /// <value>False by default.</value>
    public bool NoSyncOverAsync
    {
        get => Options.NoSyncOverAsync ?? TracedOptions.Default.NoSyncOverAsync!.Value;
        set => Options.NoSyncOverAsync = value;
    }

    /// <summary>When the test leaves files.</summary>
    /// <value><see cref="Harness.KeepArtifacts.OnFailure"/> by default.</value>
    public KeepArtifacts KeepArtifacts
    {
        get => Options.KeepArtifacts ?? TracedOptions.Default.KeepArtifacts!.Value;
        set => Options.KeepArtifacts = value;
    }

    /// <summary>The bytes that the test leaves at most, on disk and attached; a file that would be too large is left out and named.</summary>
    /// <value>20,000,000 by default: attaching much more takes seconds.</value>
    public long MaxArtifactBytes
    {
        get => Options.MaxArtifactBytes ?? TracedOptions.Default.MaxArtifactBytes!.Value;
        set => Options.MaxArtifactBytes = value;
    }

    TracedOptions ITracedAttribute.Options => Options;

    private TracedOptions Options { get; } = new();
}
