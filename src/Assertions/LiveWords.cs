using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Assertions;

/// <summary>Explains which operations were live when there were too many.</summary>
internal static class LiveWords
{
    private const int Shown = 20;

    /// <summary>Null when there never were.</summary>
    public static Explanation? Explain(Trace trace, int maximum)
    {
        var peak = LiveOperations.Peak(trace);
        if (peak.Count <= maximum)
        {
            return null;
        }

        var lines = peak.Operations.Take(Shown).Select(id => TraceWords.Operation(trace, id) + Creation(trace, id));
        return new Explanation(
            $"{peak.Count} were live at {TraceWords.Event(trace, peak.Event!.Value)}:",
            peak.Count > Shown ? lines.Append($"… and {peak.Count - Shown} more") : lines);
    }

    private static string Creation(Trace trace, int operation)
    {
        for (var i = 0; i < trace.Events.Count; i++)
        {
            if (trace.Events[i] is { Kind: EventKind.OperationCreated } e && e.Subject == operation)
            {
                return $", {TraceWords.Event(trace, i)}";
            }
        }

        return "";
    }
}
