using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>Runs the tests of one case as xunit does, each by <see cref="TracedTestRunner"/>.</summary>
internal sealed class TracedTestCaseRunner : XunitTestCaseRunnerBase<XunitTestCaseRunnerContext, IXunitTestCase, IXunitTest>
{
    private static readonly TracedTestCaseRunner Instance = new();

    public static async ValueTask<RunSummary> RunCase(
        IXunitTestCase testCase,
        ExplicitOption explicitOption,
        IMessageBus messageBus,
        object?[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource,
        ParallelMode parallelMode,
        ExecutionScheduler scheduler,
        FixtureMappingManager methodFixtureMappings)
    {
        var tests = await aggregator.RunAsync(testCase.CreateTests, []);
        if (aggregator.ToException() is { } exception)
        {
            return DynamicSkip.ReasonOf(exception, testCase.SkipExceptions) is { } reason
                ? XunitRunnerHelper.SkipTestCases(messageBus, cancellationTokenSource, [testCase], reason, sendTestCaseMessages: true)
                : XunitRunnerHelper.FailTestCases(messageBus, cancellationTokenSource, [testCase], exception, sendTestCaseMessages: true);
        }

        await using var context = new TracedTestCaseRunnerContext(
            testCase, tests, explicitOption, messageBus, aggregator, cancellationTokenSource, parallelMode, scheduler, constructorArguments, methodFixtureMappings);
        await context.InitializeAsync();
        return await Instance.Run(context);
    }
}
