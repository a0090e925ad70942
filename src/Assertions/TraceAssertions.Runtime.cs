using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Assertions;

/// <content>The runtime, and the recording itself.</content>
public sealed partial class TraceAssertions
{
    /// <summary>Asserts that the thread pool never had to add a worker because work did not move.</summary>
    /// <remarks>Observe mode with the runtime's events only.</remarks>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveNoThreadPoolStarvation(string because = "", params object[] becauseArgs) =>
        Hold(RuntimeRules.NoStarvation(), because, becauseArgs);

    /// <summary>Asserts that the garbage collector never held the program for longer than <paramref name="maximum"/>.</summary>
    /// <remarks>Observe mode with the runtime's events only.</remarks>
    /// <param name="maximum">The longest that is allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxGcPause(TimeSpan maximum, string because = "", params object[] becauseArgs) =>
        Hold(RuntimeRules.MaxGcPause(maximum), because, becauseArgs);

    /// <summary>Asserts that no operation that could run had to wait for a thread for longer than <paramref name="maximum"/>.</summary>
    /// <remarks>Observe mode only.</remarks>
    /// <param name="maximum">The longest that is allowed; not negative.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxSchedulerLatency(TimeSpan maximum, string because = "", params object[] becauseArgs) =>
        Hold(RuntimeRules.MaxSchedulerLatency(maximum), because, becauseArgs);

    /// <summary>Asserts that the trace shows all that happened.</summary>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> NotHaveLostEvents(string because = "", params object[] becauseArgs) =>
        Hold(RuntimeRules.NoLostEvents(), because, becauseArgs);
}
