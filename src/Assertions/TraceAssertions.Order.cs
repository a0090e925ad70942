using ConcurrencyTrace.Tracing.Analyses;
using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Assertions;

/// <content>Queues, order and regions.</content>
public sealed partial class TraceAssertions
{
    /// <summary>Asserts that no channel or blocking collection ever held more than <paramref name="maximum"/> items.</summary>
    /// <remarks>In Observe mode by its own count whenever something was put in; inconclusive where it has none, as a channel with a single reader.</remarks>
    /// <param name="maximum">The most that are allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxQueueLength(int maximum, string because = "", params object[] becauseArgs) =>
        Hold(QueueRules.MaxLength(maximum), because, becauseArgs);

    /// <summary>Asserts that a channel or blocking collection never held more than <paramref name="maximum"/> items.</summary>
    /// <remarks>Inconclusive where the trace has no such resource; in Observe mode, too, where it does not count its items, as a channel with a single reader.</remarks>
    /// <param name="resource">Its name, for example <c>Channel&lt;Int32&gt;#1</c>, or <c>Channel</c>, which stands for all of the type.</param>
    /// <param name="maximum">The most that are allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxQueueLengthOf(string resource, int maximum, string because = "", params object[] becauseArgs) =>
        Hold(QueueRules.MaxLengthOf(resource, maximum), because, becauseArgs);

    /// <summary>Asserts that synchronisation makes one annotated point come before another in every schedule, not only in this one.</summary>
    /// <remarks>Inconclusive where a point is not in the trace.</remarks>
    /// <param name="first">A message of <c>Annotate.Log</c>, or the name of a region or task, whose end counts; every one that fits.</param>
    /// <param name="second">A message, or the name of a region or task, whose beginning counts.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveOrder(string first, string second, string because = "", params object[] becauseArgs) =>
        Hold(OrderRules.Before(first, second), because, becauseArgs);

    /// <summary>
    /// Asserts that the regions and tasks of this name (<c>Annotate.Region</c>, <c>Annotate.Task</c>) ended, and that there is one; <c>Which</c> is the one:
    /// <c>trace.Should().HaveCompleted("transfer").Which.Operation.Should().Be(2)</c>.
    /// </summary>
    /// <param name="region">The name.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public CompletedConstraint HaveCompleted(string region, string because = "", params object[] becauseArgs)
    {
        Hold(OrderRules.Completed(region), because, becauseArgs);
        return new CompletedConstraint(this, region);
    }

    [CustomAssertion]
    internal AndConstraint<TraceAssertions> HaveCompletedWithin(string region, TimeSpan time, string because, object[] becauseArgs) =>
        Hold(OrderRules.CompletedWithin(region, time), because, becauseArgs);

    internal IEnumerable<RegionInterval> RegionsOf(string region) => (Subject?.Regions ?? []).Where(interval => interval.Name == region);
}
