using ConcurrencyTrace.Assertions.Tests.Programs.Pairs;
using ConcurrencyTrace.Tracing;
using Xunit.Sdk;

namespace ConcurrencyTrace.Assertions.Tests.Programs;

/// <summary>Each assertion fails for a program that violates it, holds for its twin, and is inconclusive where the trace does not tell.</summary>
public class MutationTests
{
    internal static IReadOnlyList<Pair> All { get; } = [.. LockPairs.All(), .. BlockingPairs.All(), .. OperationPairs.All(), .. OrderPairs.All(), .. RuntimePairs.All(), .. BaselinePairs.All()];

    public static TheoryData<string> Names { get; } = [.. All.Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_wrong_program_violates_it(string name) =>
        Assert.DoesNotContain("inconclusive", Message(Named(name), Named(name).Wrong()), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_right_program_does_not(string name) => Named(name).Assert(Named(name).Right());

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_its_evidence_it_is_inconclusive(string name) =>
        Assert.All(Named(name).Blind, blind => Assert.Contains("but this is inconclusive: ", Message(Named(name), blind()), StringComparison.Ordinal));

    [Fact]
    public void Every_assertion_has_a_pair()
    {
        var assertions = typeof(TraceAssertions).GetMethods()
            .Where(method => method.DeclaringType == typeof(TraceAssertions) && (method.Name.Contains("Have", StringComparison.Ordinal) || method.Name == nameof(TraceAssertions.MatchBaseline)))
            .Select(method => method.Name);
        Assert.Equal(assertions.Distinct().Order(), All.Select(pair => pair.Name.Split(',')[0]).Distinct().Order());
    }

    internal static string Message(Pair pair, Trace trace) => Assert.ThrowsAny<XunitException>(() => pair.Assert(trace)).Message.ReplaceLineEndings("\n");

    private static Pair Named(string name) => All.Single(pair => pair.Name == name);
}
