namespace ConcurrencyTrace.Assertions;

/// <summary>What can be said further of a region that ended.</summary>
public sealed class CompletedConstraint : AndConstraint<TraceAssertions>
{
    private readonly string region;

    internal CompletedConstraint(TraceAssertions assertions, string region)
        : base(assertions) => this.region = region;

    /// <summary>Asserts that each took at most <paramref name="time"/>.</summary>
    /// <param name="time">The longest that is allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> Within(TimeSpan time, string because = "", params object[] becauseArgs) =>
        And.HaveCompletedWithin(region, time, because, becauseArgs);
}
