using System.Reflection;
using ConcurrencyTrace.Harness.Artifacts;
using ConcurrencyTrace.Harness.Settings;
using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>What the runner knows of one test while its schedules run.</summary>
internal sealed class TracedTestRunnerContext(
    IXunitTest test,
    string identity,
    ExplicitOption explicitOption,
    IMessageBus messageBus,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource,
    ParallelMode parallelMode,
    ExecutionScheduler scheduler,
    IReadOnlyCollection<IBeforeAfterTestAttribute> beforeAfterTestAttributes,
    object?[] constructorArguments,
    FixtureMappingManager caseFixtureMappings)
    : XunitTestRunnerBaseContext<IXunitTest>(
        test,
        explicitOption,
        messageBus,
        aggregator,
        cancellationTokenSource,
        parallelMode,
        scheduler,
        beforeAfterTestAttributes,
        constructorArguments,
        caseFixtureMappings)
{
    /// <summary>The attributes in the order in which xunit gives them.</summary>
    public IReadOnlyCollection<IBeforeAfterTestAttribute> BeforeAfter { get; } = beforeAfterTestAttributes;

    /// <summary>What the test's own attribute says.</summary>
    public TracedOptions Options { get; } = test.TestMethod.FactAttributes.OfType<ITracedAttribute>().First().Options;

    /// <summary>What the assembly says for tests that do not.</summary>
    public TracedOptions AssemblyOptions { get; } = test.TestMethod.TestClass.Class.Assembly.GetCustomAttribute<TraceDefaultsAttribute>()?.Options ?? new();

    /// <summary>The settings; null until they are known to be usable.</summary>
    public TraceSettings? Settings { get; set; }

    /// <summary>What the test leaves, all within one bound; to be asked for when the settings are known.</summary>
    public ArtifactWriter Artifacts => field ??= new ArtifactWriter(Path.Combine(Settings!.Artifacts, ArtifactNames.Folder(Identity)), Settings);

    /// <summary>Full paths of the traces that were left although no schedule failed.</summary>
    public List<string> Left { get; } = [];

    /// <summary>Names the test in schedules and reports; the same on every machine.</summary>
    public string Identity { get; } = identity;

    /// <summary>Schedules that have ended, for what is said when a timeout ends the test.</summary>
    public int SchedulesRun { get; set; }

    /// <summary>What a schedule does that takes long; null while none does.</summary>
    public string? Doing { get; set; }

    /// <summary>Schedules that were to be run; 0 before that is known.</summary>
    public int SchedulesWanted { get; set; }

    /// <summary>The text that goes before the message of the failure; null when it stands for itself.</summary>
    public string? FailureText { get; set; }
}
