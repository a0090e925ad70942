using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Assertions;

/// <content>Operations, threads and exceptions.</content>
public sealed partial class TraceAssertions
{
    /// <summary>Asserts that never more than <paramref name="maximum"/> operations were live (created and not ended, the body included).</summary>
    /// <param name="maximum">The most that are allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveAtMostLiveOperations(int maximum, string because = "", params object[] becauseArgs) =>
        Hold(OperationRules.MaxLive(maximum), because, becauseArgs);

    /// <summary>Asserts that never more than <paramref name="maximum"/> threads that the program itself had made (<c>new Thread</c>) were live; the thread pool has its own.</summary>
    /// <param name="maximum">The most that are allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveAtMostThreads(int maximum, string because = "", params object[] becauseArgs) =>
        Hold(OperationRules.MaxThreads(maximum), because, becauseArgs);

    /// <summary>Asserts that every operation had ended when the body had.</summary>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveNoLeakedOperations(string because = "", params object[] becauseArgs) =>
        Hold(OperationRules.NoLeaks([]), because, becauseArgs);

    /// <summary>Asserts that every operation had ended when the body had, but for those that may go on.</summary>
    /// <param name="allowed">Names, or parts of the places of creation, of operations that may go on.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveNoLeakedOperations(IReadOnlyCollection<string> allowed, string because = "", params object[] becauseArgs) =>
        Hold(OperationRules.NoLeaks(allowed), because, becauseArgs);

    /// <summary>Asserts that somebody awaited, waited for or looked at every operation that ended with an exception.</summary>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveNoUnobservedExceptions(string because = "", params object[] becauseArgs) =>
        Hold(OperationRules.NoUnobservedExceptions(), because, becauseArgs);
}
