using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>How many operations there may be, and how they must end.</summary>
internal static class OperationRules
{
    private const int Shown = 20;

    public static Rule MaxLive(int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        return new Rule($"to have at most {Plural.Of(maximum, "live operation")}", trace => TooMany(trace, LiveOperations.Peak(trace), maximum));
    }

    public static Rule MaxThreads(int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        return new Rule($"to have at most {Plural.Of(maximum, "live thread")}", trace => TooMany(trace, LiveOperations.Peak(trace, OperationKind.Thread), maximum));
    }

    /// <param name="allowed">Names, or places of creation, of operations that may go on; see <see cref="Names.IsOperation"/>.</param>
    public static Rule NoLeaks(IReadOnlyCollection<string> allowed) => new("to have no leaked operations", trace =>
    {
        var leaked = LiveOperations.AfterBody(trace).Where(id => !allowed.Any(text => Names.IsOperation(trace, id, text))).ToList();
        return leaked.Count == 0 ? null : Explanation.OfSome(
            $"{Plural.Of(leaked.Count, "operation")} {(leaked.Count == 1 ? "was" : "were")} still live {BodyEnd(trace)}:",
            leaked,
            id => Life(trace, id),
            Shown);
    });

    public static Rule NoUnobservedExceptions() => new("to have no unobserved exceptions", trace =>
    {
        var unobserved = UnobservedFaults.Of(trace);
        return unobserved.Count == 0 ? null : Explanation.OfSome(
            $"nobody awaited, waited for or looked at {Plural.Of(unobserved.Count, "operation")} that ended with an exception:",
            unobserved,
            end => [TraceWords.Operation(trace, trace.Events[end].Operation), "  " + TraceWords.Event(trace, end)]);
    })
    {
        // Looking at a task that has ended is an event of our scheduler only.
        Missing = trace => Evidence.Lost(trace) ?? (UnobservedFaults.Of(trace).Count == 0 ? null : Evidence.UnderControl("who looks at a task that has ended")(trace)),
    };

    private static Explanation? TooMany(Trace trace, LiveOperations peak, int maximum) => peak.Count <= maximum ? null : Explanation.OfSome(
        $"{peak.Count} were live at {TraceWords.Event(trace, peak.Event!.Value)}:",
        peak.Operations,
        id => [TraceWords.Operation(trace, id) + (TraceWords.FirstEvent(trace, Creates(id)) is { } creation ? ", " + creation : "")],
        Shown);

    private static string BodyEnd(Trace trace) =>
        TraceWords.FirstEvent(trace, LiveOperations.IsEndOfBody) is { } end ? "after " + end : "when the trace ended, and so was the body";

    private static IEnumerable<string> Life(Trace trace, int id)
    {
        yield return TraceWords.Operation(trace, id);
        if (TraceWords.FirstEvent(trace, Creates(id)) is { } creation)
        {
            yield return "  " + creation;
        }

        if (BlockedTime.Intervals(trace).LastOrDefault(interval => interval.Operation == id) is { } wait)
        {
            yield return "  " + TraceWords.Event(trace, wait.BlockedEvent);
        }
    }

    private static Func<TraceEvent, bool> Creates(int id) => e => e.Kind == EventKind.OperationCreated && e.Subject == id;
}
