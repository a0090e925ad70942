using ConcurrencyTrace.Harness.Ci;
using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>Makes xunit's result of a failed test, its first message extended by what the exploration found.</summary>
internal static class FailedResult
{
    public static TestFailed Create(TracedTestRunnerContext context, Exception exception, decimal executionTime, string output, string[]? warnings)
    {
        var (types, messages, stackTraces, parents, cause) = ExceptionUtility.ExtractMetadata(exception);
        messages[0] = Message(context, exception, messages[0]);
        var testCase = context.Test.TestCase;
        return new TestFailed
        {
            AssemblyUniqueID = testCase.TestCollection.TestAssembly.UniqueID,
            Cause = cause,
            ExceptionParentIndices = parents,
            ExceptionTypes = types,
            ExecutionTime = executionTime,
            FinishTime = DateTimeOffset.UtcNow,
            Messages = messages,
            Output = output,
            StackTraces = [.. stackTraces.Select(StackTraceTail.Cut)],
            TestCaseUniqueID = testCase.UniqueID,
            TestClassUniqueID = testCase.TestClass.UniqueID,
            TestCollectionUniqueID = testCase.TestCollection.UniqueID,
            TestMethodUniqueID = testCase.TestMethod.UniqueID,
            TestUniqueID = context.Test.UniqueID,
            Warnings = warnings,
        };
    }

    private static string Message(TracedTestRunnerContext context, Exception exception, string message)
    {
        if (context.FailureText is not null)
        {
            return context.FailureText;
        }

        var whole = exception is TestTimeoutException && context.SchedulesWanted > 0 ? $"{message}\n{HarnessErrors.TimedOut(context.SchedulesRun, context.SchedulesWanted, context.Doing)}" : message;
        return string.Join('\n', [whole, .. OtherFailures.Tell(context, exception, whole)]);
    }
}
