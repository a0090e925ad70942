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
