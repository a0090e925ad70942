using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>Sends each test of a case to <see cref="TracedTestRunner"/> instead of xunit's own runner.</summary>
internal sealed class TracedTestCaseRunnerContext(
    IXunitTestCase testCase,
    IReadOnlyCollection<IXunitTest> tests,
    ExplicitOption explicitOption,
    IMessageBus messageBus,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource,
    ParallelMode parallelMode,
    ExecutionScheduler scheduler,
    object?[] constructorArguments,
    FixtureMappingManager methodFixtureMappings)
    : XunitTestCaseRunnerContext(
        testCase,
        tests,
        explicitOption,
        messageBus,
        aggregator,
        testCase.TestCaseDisplayName,
        testCase.SkipReason,
        cancellationTokenSource,
        parallelMode,
        scheduler,
        constructorArguments,
        methodFixtureMappings)
{
    private readonly Dictionary<IXunitTest, string> identities = tests.Zip(TestIdentity.OfAll(tests)).ToDictionary();

    public override ValueTask<RunSummary> RunTest(IXunitTest test) =>
        TracedTestRunner.RunOne(new TracedTestRunnerContext(
            test,
            identities[test],
            ExplicitOption,
            MessageBus,
            Aggregator.Clone(),
            CancellationTokenSource,
            ParallelMode,
            Scheduler,
            BeforeAfterTestAttributes,
            ConstructorArguments,
            CaseFixtureMappings));
}
