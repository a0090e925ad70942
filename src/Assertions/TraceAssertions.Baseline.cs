using ConcurrencyTrace.Tracing.Baselines;

namespace ConcurrencyTrace.Assertions;

/// <content>What was approved.</content>
public sealed partial class TraceAssertions
{
    /// <summary>
    /// Asserts that the run is as approved: operations by place, blocked time by reason and resource, contentions, the most operations live at a time,
    /// and the edges of the lock-order graph. The approved file is <c>__baselines__/Class.Method.verified.txt</c> beside the test; it has the range of each
    /// figure over all schedules, and is written by <c>dotnet test --trace-baselines accept</c> (<c>CONCURRENCYTRACE_BASELINES=accept</c>), but never on a build server.
    /// </summary>
    /// <remarks>Inconclusive where nothing is approved, or what is there is of another test or mode, or cannot be read.</remarks>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> MatchBaseline(string because = "", params object[] becauseArgs) =>
        Hold(BaselineRules.Match(new BaselineOptions(), SourceFile, Member), because, becauseArgs);

    /// <summary>Asserts that the run is as approved, within tolerances, or as one of several baselines of the test (<see cref="BaselineOptions.Name"/>).</summary>
    /// <remarks>As <see cref="MatchBaseline(string, object[])"/>.</remarks>
    /// <param name="options">Name and tolerances.</param>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="becauseArgs">Values for placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> MatchBaseline(BaselineOptions options, string because = "", params object[] becauseArgs)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Hold(BaselineRules.Match(options, SourceFile, Member), because, becauseArgs);
    }
}
