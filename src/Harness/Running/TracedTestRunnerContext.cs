using System.Reflection;
using ConcurrencyTrace.Harness.Settings;
using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>What the runner knows of one test while its schedules run.</summary>
internal sealed class TracedTestRunnerContext(
    IXunitTest test,
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

    /// <summary>Full paths of the traces that were left although no schedule failed.</summary>
    public IReadOnlyList<string> Left { get; set; } = [];

    /// <summary>Names the test in schedules and reports; the same on every machine.</summary>
    public string Identity { get; } = TestIdentity.Of(test);

    /// <summary>Schedules that have ended, for what is said when a timeout ends the test.</summary>
    public int SchedulesRun { get; set; }

    /// <summary>Schedules that were to be run; 0 before that is known.</summary>
    public int SchedulesWanted { get; set; }

    /// <summary>The text that goes before the message of the failure; null when it stands for itself.</summary>
    public string? FailureText { get; set; }
}
