using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>Explains a deadlock: who waits for what, held by whom, and the events that led there.</summary>
internal static class DeadlockWords
{
    public static Explanation Explain(Trace trace, DeadlockInfo deadlock)
    {
        var count = deadlock.Waits.Count;
        var head = deadlock.Total || trace.Header.Mode == TraceMode.Observe
            ? $"{count} operation{(count == 1 ? "" : "s")} could never go on:"
            : $"{count} operation{(count == 1 ? "" : "s")} could never go on, although the rest of the program ended:";
        return new Explanation(head, deadlock.Waits.SelectMany(wait => Lines(trace, wait)));
    }

    private static IEnumerable<string> Lines(Trace trace, DeadlockWait wait)
    {
        var holders = wait.Holders.Count == 0 ? "" : $", held by {string.Join(", ", wait.Holders.Select(h => $"op {h}"))}";
        yield return $"{TraceWords.Operation(trace, wait.Operation)} waits for {TraceWords.Resource(trace, wait.Resource, wait.Reason)}{holders}{TraceWords.At(trace, wait.Site)}{(wait.InCycle ? " (in a cycle)" : "")}";
        foreach (var holder in wait.Holders)
        {
            if (Last(trace, e => e.Kind == EventKind.Acquired && e.Operation == holder && e.Subject == wait.Resource) is { } acquired)
            {
                yield return "  " + TraceWords.Event(trace, acquired);
            }
        }

        if (Last(trace, e => e.Kind == EventKind.Blocked && e.Operation == wait.Operation) is { } blocked)
        {
            yield return "  " + TraceWords.Event(trace, blocked);
        }
    }

    private static int? Last(Trace trace, Func<TraceEvent, bool> wanted)
    {
        for (var i = trace.Events.Count - 1; i >= 0; i--)
        {
            if (wanted(trace.Events[i]))
            {
                return i;
            }
        }

        return null;
    }
}
