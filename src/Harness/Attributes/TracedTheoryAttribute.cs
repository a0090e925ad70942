using System.Runtime.CompilerServices;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Discovery;
using ConcurrencyTrace.Tracing;
using Xunit;
using Xunit.v3;

namespace ConcurrencyTrace.Harness;

/// <summary>A theory each of whose rows is run under many schedules and fails with the first one that breaks it.</summary>
/// <remarks>
/// The class is constructed, initialised, run and disposed anew in each schedule; fixtures are made once and shared.
/// Every property can be overridden by an environment variable and by an option of the test platform (see <c>docs/options.md</c>).
/// <c>Timeout</c> bounds the real time of all schedules together.
/// </remarks>
/// <param name="sourceFilePath">Filled in by the compiler.</param>
/// <param name="sourceLineNumber">Filled in by the compiler.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(TracedTheoryDiscoverer))]
public sealed class TracedTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : TheoryAttribute(sourceFilePath, sourceLineNumber), ITracedAttribute
{
    /// <inheritdoc cref="TracedFactAttribute.Schedules"/>
    public int Schedules
    {
        get => Options.Schedules ?? TracedOptions.Default.Schedules!.Value;
        set => Options.Schedules = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.TimeBudgetSeconds"/>
    public double TimeBudgetSeconds
    {
        get => Options.TimeBudgetSeconds ?? TracedOptions.Default.TimeBudgetSeconds!.Value;
        set => Options.TimeBudgetSeconds = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.Strategy"/>
    public string Strategy
    {
        get => Options.Strategy ?? TracedOptions.Default.Strategy!;
        set => Options.Strategy = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.Seed"/>
    public ulong Seed
    {
        get => Options.Seed ?? TracedOptions.Default.Seed!.Value;
        set => Options.Seed = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.MaxSteps"/>
    public int MaxSteps
    {
        get => Options.MaxSteps ?? TracedOptions.Default.MaxSteps!.Value;
        set => Options.MaxSteps = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.MaxStallMilliseconds"/>
    public int MaxStallMilliseconds
    {
        get => Options.MaxStallMilliseconds ?? TracedOptions.Default.MaxStallMilliseconds!.Value;
        set => Options.MaxStallMilliseconds = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.CheckDataRaces"/>
    public bool CheckDataRaces
    {
        get => Options.CheckDataRaces ?? TracedOptions.Default.CheckDataRaces!.Value;
        set => Options.CheckDataRaces = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.Mode"/>
    public TraceMode Mode
    {
        get => Options.Mode ?? TracedOptions.Default.Mode!.Value;
        set => Options.Mode = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.RuntimeEvents"/>
    public RuntimeEvents RuntimeEvents
    {
        get => Options.RuntimeEvents ?? TracedOptions.Default.RuntimeEvents!.Value;
        set => Options.RuntimeEvents = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.BufferBytes"/>
    public long BufferBytes
    {
        get => Options.BufferBytes ?? TracedOptions.Default.BufferBytes!.Value;
        set => Options.BufferBytes = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.KeepLastSeconds"/>
    public double KeepLastSeconds
    {
        get => Options.KeepLastSeconds ?? TracedOptions.Default.KeepLastSeconds!.Value;
        set => Options.KeepLastSeconds = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.KeepBytes"/>
    public long KeepBytes
    {
        get => Options.KeepBytes ?? TracedOptions.Default.KeepBytes!.Value;
        set => Options.KeepBytes = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.Nettrace"/>
    public bool Nettrace
    {
        get => Options.Nettrace ?? TracedOptions.Default.Nettrace!.Value;
        set => Options.Nettrace = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.UnwovenTasks"/>
    public bool UnwovenTasks
    {
        get => Options.UnwovenTasks ?? TracedOptions.Default.UnwovenTasks!.Value;
        set => Options.UnwovenTasks = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.MaxBlockedMilliseconds"/>
    public double MaxBlockedMilliseconds
    {
        get => Options.MaxBlockedMilliseconds ?? TracedOptions.Default.MaxBlockedMilliseconds!.Value;
        set => Options.MaxBlockedMilliseconds = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.MaxLiveOperations"/>
    public int MaxLiveOperations
    {
        get => Options.MaxLiveOperations ?? TracedOptions.Default.MaxLiveOperations!.Value;
        set => Options.MaxLiveOperations = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.NoLeaks"/>
    public bool NoLeaks
    {
        get => Options.NoLeaks ?? TracedOptions.Default.NoLeaks!.Value;
        set => Options.NoLeaks = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.NoPotentialDeadlock"/>
    public bool NoPotentialDeadlock
    {
        get => Options.NoPotentialDeadlock ?? TracedOptions.Default.NoPotentialDeadlock!.Value;
        set => Options.NoPotentialDeadlock = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.NoSyncOverAsync"/>
    public bool NoSyncOverAsync
    {
        get => Options.NoSyncOverAsync ?? TracedOptions.Default.NoSyncOverAsync!.Value;
        set => Options.NoSyncOverAsync = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.KeepArtifacts"/>
    public KeepArtifacts KeepArtifacts
    {
        get => Options.KeepArtifacts ?? TracedOptions.Default.KeepArtifacts!.Value;
        set => Options.KeepArtifacts = value;
    }

    /// <inheritdoc cref="TracedFactAttribute.MaxArtifactBytes"/>
    public long MaxArtifactBytes
    {
        get => Options.MaxArtifactBytes ?? TracedOptions.Default.MaxArtifactBytes!.Value;
        set => Options.MaxArtifactBytes = value;
    }

    TracedOptions ITracedAttribute.Options => Options;

    private TracedOptions Options { get; } = new();
}
