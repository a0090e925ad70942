using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Assertions;

/// <summary>What can be said further of a region that ended: <c>Which</c> is the region, where there is one of the name.</summary>
public sealed class CompletedConstraint : AndWhichConstraint<TraceAssertions, RegionInterval>
{
    private readonly string region;

    internal CompletedConstraint(TraceAssertions assertions, string region)
        : base(assertions, assertions.RegionsOf(region)) => this.region = region;

    /// <summary>Asserts that each took at most <paramref name="time"/>.</summary>
    /// <param name="time">The longest that is allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    [CustomAssertion]
    public AndWhichConstraint<TraceAssertions, RegionInterval> Within(TimeSpan time, string because = "", params object[] becauseArgs) =>
        new(And.HaveCompletedWithin(region, time, because, becauseArgs).And, And.RegionsOf(region));
}
