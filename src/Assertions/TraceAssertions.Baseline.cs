using System.Runtime.CompilerServices;
using ConcurrencyTrace.Tracing.Baselines;

namespace ConcurrencyTrace.Assertions;

/// <content>What was approved.</content>
public sealed partial class TraceAssertions
{
    /// <summary>
    /// Asserts that the run is as approved: operations by place, blocked time by reason and kind of resource, contentions, the most operations live at a time,
    /// and the edges of the lock-order graph. The approved file is <c>__baselines__/Class.Method.verified.txt</c> beside the test; it has the range of each
    /// figure over all schedules, and is written by <c>dotnet test --trace-baselines accept</c> (<c>CONCURRENCYTRACE_BASELINES=accept</c>), but never on a build server.
    /// </summary>
    /// <remarks>Inconclusive where nothing is approved, or what is there is of another test or mode, or cannot be read.</remarks>
    /// <param name="because">Why, as a phrase; <c>because</c> is put before it when missing.</param>
    /// <param name="options">Tolerances; none when null.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <param name="member">Filled in by the compiler; names the file where the trace does not say of which test it is.</param>
    [CustomAssertion]
    public AndConstraint<TraceAssertions> MatchBaseline(string because = "", BaselineOptions? options = null, [CallerFilePath] string sourceFile = "", [CallerMemberName] string member = "") =>
        Hold(BaselineRules.Match(options, sourceFile, member), because, []);
}
