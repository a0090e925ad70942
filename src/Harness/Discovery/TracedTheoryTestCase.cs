using ConcurrencyTrace.Harness.Running;
using Xunit.Sdk;
using Xunit.v3;
using Details = (string TestCaseDisplayName, bool Explicit, System.Type[]? SkipExceptions, string? SkipReason, System.Type? SkipType, string? SkipUnless, string? SkipWhen, string? SourceFilePath, int? SourceLineNumber, int Timeout, string UniqueID, Xunit.v3.IXunitTestMethod ResolvedTestMethod);

namespace ConcurrencyTrace.Harness.Discovery;

/// <summary>A traced theory whose rows are known only when it runs, because they cannot be serialized or the user said so.</summary>
internal sealed class TracedTheoryTestCase : XunitDelayEnumeratedTheoryTestCase, ISelfExecutingXunitTestCase
{
    /// <summary>Called by the deserializer.</summary>
    [Obsolete("Called by the de-serializer; should only be called by deriving classes for de-serialization purposes")]
    public TracedTheoryTestCase()
    {
    }

    private TracedTheoryTestCase(Details details, Dictionary<string, HashSet<string>> traits, bool skipTestWithoutData)
        : base(
            details.ResolvedTestMethod,
            details.TestCaseDisplayName,
            details.UniqueID,
            details.Explicit,
            skipTestWithoutData,
            details.SkipExceptions,
            details.SkipReason,
            details.SkipType,
            details.SkipUnless,
            details.SkipWhen,
            traits,
            details.SourceFilePath,
            details.SourceLineNumber,
            details.Timeout)
    {
    }

    internal static TracedTheoryTestCase Create(Details details, Dictionary<string, HashSet<string>> traits, bool skipTestWithoutData) =>
        new(details, traits, skipTestWithoutData);

    /// <summary>The theory that a row belongs to, with all its rows, whichever of them this run has.</summary>
    internal static TracedTheoryTestCase With(IXunitTestCase row)
    {
        var method = row.TestMethod.Method;
        var open = method.IsGenericMethod ? new XunitTestMethod(row.TestMethod.TestClass, method.GetGenericMethodDefinition(), []) : row.TestMethod;
        return new((row.TestCaseDisplayName, row.Explicit, null, null, null, null, null, row.SourceFilePath, row.SourceLineNumber, Timeout: 0, row.UniqueID, open), [], skipTestWithoutData: true);
    }

    /// <inheritdoc/>
    public ValueTask<RunSummary> Run(
        ExplicitOption explicitOption,
        IMessageBus messageBus,
        object?[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource,
        ParallelMode parallelMode,
        ExecutionScheduler scheduler,
        FixtureMappingManager methodFixtureMappings) =>
        TracedTestCaseRunner.RunCase(this, explicitOption, messageBus, constructorArguments, aggregator, cancellationTokenSource, parallelMode, scheduler, methodFixtureMappings);
}
