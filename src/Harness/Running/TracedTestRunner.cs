using System.Diagnostics;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>
/// Runs one test as xunit does (skips, explicit, timeout, fixtures' notifications, one result), with the exploration in the place of
/// the one call of the method. Construction, before and after attributes and disposal belong to each schedule: see <see cref="ScheduleBody"/>.
/// </summary>
internal sealed class TracedTestRunner : XunitTestRunnerBase<TracedTestRunnerContext, IXunitTest>
{
    private static readonly TracedTestRunner Instance = new();

    public static async ValueTask<RunSummary> RunOne(TracedTestRunnerContext context)
    {
        await using (context)
        {
            await context.InitializeAsync();
            return await Instance.Run(context);
        }
    }

    /// <summary>Tells the running test's context how its schedule is doing; disposal of the class may look at it.</summary>
    public static void TellState(object? testClassInstance, TestResultState state) => Instance.UpdateTestContext(testClassInstance, state);

    protected override bool IsTestClassCreatable(TracedTestRunnerContext ctxt) => false;

    protected override void PreInvoke(TracedTestRunnerContext ctxt)
    {
    }

    protected override void PostInvoke(TracedTestRunnerContext ctxt)
    {
    }

    protected override async ValueTask<TimeSpan> InvokeTest(TracedTestRunnerContext ctxt, object? testClassInstance)
    {
        if (AsyncUtility.IsAsyncVoid(ctxt.Method))
        {
            return await base.InvokeTest(ctxt, testClassInstance); // reports what xunit reports
        }

        var stopwatch = Stopwatch.StartNew();
        await ctxt.Aggregator.RunAsync(() => new TestExploration(ctxt, TestContext.Current).Run());
        return stopwatch.Elapsed;
    }

    protected override ValueTask<(bool Continue, TestResultState ResultState)> OnTestFailed(
        TracedTestRunnerContext ctxt,
        Exception exception,
        decimal executionTime,
        string output,
        string[]? warnings)
    {
        var failed = FailedResult.Create(ctxt, exception, executionTime, output, warnings);
        return new((ctxt.MessageBus.QueueMessage(failed), TestResultState.FromTestResult(failed)));
    }
}
