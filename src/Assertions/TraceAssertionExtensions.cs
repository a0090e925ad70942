using System.Runtime.CompilerServices;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Assertions;

/// <summary>Begins assertions over a trace and its parts.</summary>
public static class TraceAssertionExtensions
{
    static TraceAssertionExtensions() => Formatter.AddFormatter(new PartFormatter());

    /// <summary>Begins an assertion: <c>trace.Should().HaveNoDeadlock()</c>.</summary>
    /// <param name="trace">The trace to judge.</param>
    /// <param name="sourceFile">Filled in by the compiler; baselines lie beside it.</param>
    /// <param name="member">Filled in by the compiler; names a baseline where the trace does not say of which test it is.</param>
    public static TraceAssertions Should(this Trace? trace, [CallerFilePath] string sourceFile = "", [CallerMemberName] string member = "")
    {
        TestFramework.Adopt();
        return new TraceAssertions(trace) { SourceFile = sourceFile, Member = member };
    }

    /// <summary>Begins an assertion: <c>trace.Operations.Should().HaveCount(3)</c>.</summary>
    /// <param name="operations">The operations to judge.</param>
    public static GenericCollectionAssertions<OperationInfo> Should(this IReadOnlyList<OperationInfo>? operations) => Begin(operations);

    /// <summary>Begins an assertion: <c>trace.Resources.Should().ContainSingle()</c>.</summary>
    /// <param name="resources">The resources to judge.</param>
    public static GenericCollectionAssertions<ResourceInfo> Should(this IReadOnlyList<ResourceInfo>? resources) => Begin(resources);

    /// <summary>Begins an assertion: <c>trace.Regions.Should().OnlyContain(…)</c>.</summary>
    /// <param name="regions">The regions to judge.</param>
    public static GenericCollectionAssertions<RegionInterval> Should(this IReadOnlyList<RegionInterval>? regions) => Begin(regions);

    private static GenericCollectionAssertions<T> Begin<T>(IEnumerable<T>? items)
    {
        TestFramework.Adopt();
        return AssertionExtensions.Should(items!);
    }
}
