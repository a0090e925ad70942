using ConcurrencyTrace.Harness.Running;
using Xunit.Sdk;
using Xunit.v3;
using Details = (string TestCaseDisplayName, bool Explicit, System.Type[]? SkipExceptions, string? SkipReason, System.Type? SkipType, string? SkipUnless, string? SkipWhen, string? SourceFilePath, int? SourceLineNumber, int Timeout, string UniqueID, Xunit.v3.IXunitTestMethod ResolvedTestMethod);

namespace ConcurrencyTrace.Harness.Discovery;

/// <summary>A traced fact, or one row of a traced theory. It carries no settings: they are read from the attribute when it runs.</summary>
internal sealed class TracedTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    /// <summary>Called by the deserializer.</summary>
    [Obsolete("Called by the de-serializer; should only be called by deriving classes for de-serialization purposes")]
    public TracedTestCase()
    {
    }

    private TracedTestCase(Details details, Dictionary<string, HashSet<string>> traits, object?[]? arguments, string? label, bool disableParallelization)
        : base(
            details.ResolvedTestMethod,
            details.TestCaseDisplayName,
            details.UniqueID,
            details.Explicit,
            label,
            disableParallelization,
            details.SkipExceptions,
            details.SkipReason,
            details.SkipType,
            details.SkipUnless,
            details.SkipWhen,
            traits,
            arguments,
            details.SourceFilePath,
            details.SourceLineNumber,
            details.Timeout)
    {
    }

    internal static TracedTestCase Create(
        Details details,
        Dictionary<string, HashSet<string>> traits,
        object?[]? arguments = null,
        string? label = null,
        bool disableParallelization = false) =>
        new(details, traits, arguments, label, disableParallelization);

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
