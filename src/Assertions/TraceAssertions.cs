using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Analyses;
using FluentAssertions;
using FluentAssertions.Execution;
using FluentAssertions.Primitives;

namespace ConcurrencyTrace.Assertions;

/// <summary>Assertions over what happened in a run. One that would need events that were lost fails as inconclusive; it never passes.</summary>
/// <param name="subject">The trace.</param>
public sealed class TraceAssertions(Trace? subject) : ReferenceTypeAssertions<Trace?, TraceAssertions>(subject)
{
    /// <inheritdoc/>
    protected override string Identifier => "trace";

    /// <summary>Asserts that no operation was left waiting for ever.</summary>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveNoDeadlock(string because = "", params object[] becauseArgs)
    {
        var subject = Subject;
        return Judge(
            subject?.Deadlock is { } deadlock ? DeadlockWords.Explain(subject, deadlock) : null,
            provenDespiteLoss: true,
            "to have no deadlock",
            because,
            becauseArgs);
    }

    /// <summary>Asserts that no operation was blocked for longer than <paramref name="maximum"/> at a time, whatever for.</summary>
    /// <param name="maximum">The longest that is allowed; not negative.</param>
    /// <param name="because">Why, as a phrase.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxBlockedTime(TimeSpan maximum, string because = "", params object[] becauseArgs) =>
        HaveMaxBlockedTime(maximum, null, because, becauseArgs);

    /// <summary>Asserts that no operation was blocked for <paramref name="reason"/> longer than <paramref name="maximum"/> at a time.</summary>
    /// <param name="maximum">The longest that is allowed; not negative.</param>
    /// <param name="reason">The reason that counts; every reason when null.</param>
    /// <param name="because">Why, as a phrase.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveMaxBlockedTime(TimeSpan maximum, BlockReason? reason, string because = "", params object[] becauseArgs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, TimeSpan.Zero);
        return Judge(
            Subject is null ? null : BlockedWords.Explain(Subject, maximum, reason),
            provenDespiteLoss: false,
            $"to have no operation blocked{(reason is { } r ? $" for {r}" : "")} for more than {TraceWords.Time(maximum)}",
            because,
            becauseArgs);
    }

    /// <summary>Asserts that never more than <paramref name="maximum"/> operations were live (created and not ended, the body included).</summary>
    /// <param name="maximum">The most that are allowed; not negative.</param>
    /// <param name="because">Why, as a phrase.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is negative.</exception>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> HaveAtMostLiveOperations(int maximum, string because = "", params object[] becauseArgs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        return Judge(
            Subject is null ? null : LiveWords.Explain(Subject, maximum),
            provenDespiteLoss: false,
            string.Create(CultureInfo.InvariantCulture, $"to have at most {maximum} live operation{(maximum == 1 ? "" : "s")}"),
            because,
            becauseArgs);
    }

    [CustomAssertion]
    private AndConstraint<TraceAssertions> Judge(Explanation? violation, bool provenDespiteLoss, string expectation, string because, object[] becauseArgs)
    {
        var assertion = Execute.Assertion.BecauseOf(because, becauseArgs);
        if (Subject is null)
        {
            assertion.FailWith($"Expected {{context:trace}} {expectation}{{reason}}, but found <null>.");
        }
        else if (Lost(Subject) is { } lost && !(violation is not null && provenDespiteLoss))
        {
            assertion.FailWith($"Expected {{context:trace}} {expectation}{{reason}}, but this is inconclusive: {{0}}", lost);
        }
        else if (violation is not null)
        {
            assertion.FailWith($"Expected {{context:trace}} {expectation}{{reason}}, but {{0}}", violation);
        }

        return new AndConstraint<TraceAssertions>(this);
    }

    private static Explanation? Lost(Trace trace)
    {
        for (var i = 0; i < trace.Events.Count; i++)
        {
            if (trace.Events[i] is { Kind: EventKind.EventsLost } e)
            {
                var count = e.Detail == 0 ? "an unknown number of events was" : string.Create(CultureInfo.InvariantCulture, $"{e.Detail} event{(e.Detail == 1 ? " was" : "s were")}");
                return new Explanation($"{count} lost{(e.Text is null ? "" : $" ({e.Text})")}, so the trace does not show all that happened.", [TraceWords.Event(trace, i)]);
            }
        }

        return null;
    }
}
