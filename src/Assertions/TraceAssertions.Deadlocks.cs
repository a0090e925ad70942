using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Assertions;

/// <content>Deadlocks and locks.</content>
public sealed partial class TraceAssertions
{
    /// <summary>Asserts that no operation was left waiting for ever.</summary>
    /// <remarks>In Observe mode: that when the trace ends, no operations wait in a circle for what the others hold.</remarks>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveNoDeadlock(string because = "", params object[] becauseArgs) =>
        Hold(DeadlockRules.None(), because, becauseArgs);

    /// <summary>Asserts that no operations took locks in opposite orders, so that another schedule could deadlock although this one did not.</summary>
    /// <remarks>
    /// Orders that a lock taken before both, or the creation or joining of an operation, keeps apart are no danger; nor are those of readers, unless
    /// others may wait to write meanwhile, which keeps new readers out. Inconclusive where locks are taken in so many orders that the search for a cycle is given up.
    /// </remarks>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveNoPotentialDeadlock(string because = "", params object[] becauseArgs) =>
        Hold(DeadlockRules.NonePotential(), because, becauseArgs);

    /// <summary>Asserts that no lock was held for longer than <paramref name="maximum"/>.</summary>
    /// <remarks>Locks are monitors, <see cref="Lock"/>s, mutexes, spin locks, reader-writer locks, and semaphores that are used like a lock.</remarks>
    /// <param name="maximum">The longest that is allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxLockHoldTime(TimeSpan maximum, string because = "", params object[] becauseArgs) =>
        Hold(LockRules.MaxHoldTime(maximum), because, becauseArgs);

    /// <summary>Asserts that at most <paramref name="maximum"/> times an operation had to wait for a lock that another held.</summary>
    /// <param name="maximum">The most that are allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxContentions(int maximum, string because = "", params object[] becauseArgs) =>
        Hold(LockRules.MaxContentions(maximum), because, becauseArgs);

    /// <summary>Asserts that nobody completed, while holding a lock, something whose awaiters then ran on its stack.</summary>
    /// <remarks>Explore mode only: what runs inline is not seen otherwise.</remarks>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveNoInlineContinuationsUnderLock(string because = "", params object[] becauseArgs) =>
        Hold(LockRules.NoInlineContinuations(), because, becauseArgs);
}
