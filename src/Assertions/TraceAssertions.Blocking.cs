using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Assertions;

/// <content>Waiting.</content>
public sealed partial class TraceAssertions
{
    /// <summary>Asserts that no operation was blocked for longer than <paramref name="maximum"/> at a time, whatever for.</summary>
    /// <param name="maximum">The longest that is allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxBlockedTime(TimeSpan maximum, string because = "", params object[] becauseArgs) =>
        Hold(BlockingRules.MaxTime(maximum, null), because, becauseArgs);

    /// <summary>Asserts that no operation was blocked for <paramref name="reason"/> longer than <paramref name="maximum"/> at a time.</summary>
    /// <param name="maximum">The longest that is allowed; not negative.</param>
    /// <param name="reason">The reason that counts; every reason when null.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxBlockedTime(TimeSpan maximum, BlockReason? reason, string because = "", params object[] becauseArgs) =>
        Hold(BlockingRules.MaxTime(maximum, reason), because, becauseArgs);

    /// <summary>Asserts that an operation was never blocked for longer than <paramref name="maximum"/> at a time.</summary>
    /// <remarks>Inconclusive where the trace has no such operation.</remarks>
    /// <param name="operation">Its name, <c>op 2</c>, or part of the place where it was created; all that fit count.</param>
    /// <param name="maximum">The longest that is allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxBlockedTimeOf(string operation, TimeSpan maximum, string because = "", params object[] becauseArgs) =>
        Hold(BlockingRules.MaxTimeOf(operation, maximum), because, becauseArgs);

    /// <summary>Asserts that no operation was blocked for a resource longer than <paramref name="maximum"/> at a time.</summary>
    /// <remarks>Inconclusive where the trace has no such resource.</remarks>
    /// <param name="resource">Its name, for example <c>Account#1</c>, or <c>Account</c>, which stands for all of the type.</param>
    /// <param name="maximum">The longest that is allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxBlockedTimeFor(string resource, TimeSpan maximum, string because = "", params object[] becauseArgs) =>
        Hold(BlockingRules.MaxTimeFor(resource, maximum), because, becauseArgs);

    /// <summary>Asserts that never more than <paramref name="maximum"/> operations were blocked at a time.</summary>
    /// <param name="maximum">The most that are allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveAtMostBlockedOperations(int maximum, string because = "", params object[] becauseArgs) =>
        Hold(BlockingRules.MaxOperations(maximum), because, becauseArgs);

    /// <summary>Asserts that nobody held a thread while waiting for a task: no <c>Task.Wait</c>, <c>Task.Result</c> and the like that had to wait.</summary>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveNoSyncOverAsync(string because = "", params object[] becauseArgs) =>
        Hold(BlockingRules.NoSyncOverAsync(), because, becauseArgs);
}
