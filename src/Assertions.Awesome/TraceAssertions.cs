using AwesomeAssertions.Execution;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Assertions;

/// <content>What is particular to AwesomeAssertions.</content>
/// <param name="subject">The trace.</param>
public sealed partial class TraceAssertions(Trace? subject) : ReferenceTypeAssertions<Trace?, TraceAssertions>(subject, AssertionChain.GetOrCreate())
{
    [CustomAssertion]
    private AndConstraint<TraceAssertions> Hold(Rule rule, string because, object[] becauseArgs)
    {
        var assertion = CurrentAssertionChain.BecauseOf(because, becauseArgs);
        var expectation = new Explanation(rule.Expectation, []); // an argument, because it may have braces
        if (Subject is null)
        {
            assertion.FailWith("Expected {context:trace} {0}{reason}, but found <null>.", expectation);
        }
        else if (rule.Judge(Subject) is { } finding)
        {
            assertion.FailWith("Expected {context:trace} {0}{reason}, but {1}", expectation, new Explanation(finding.ToString(), []));
        }

        return new AndConstraint<TraceAssertions>(this);
    }
}
