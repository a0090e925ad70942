using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>
/// How full a channel or blocking collection was: what went in less what came out, from when the trace first saw it; on the real scheduler, what it said itself when
/// something had gone in, because there who takes something is heard of later.
/// </summary>
/// <param name="Resource">Its number.</param>
/// <param name="Items">The most items that it held.</param>
/// <param name="Event">Index of the event that brought it there.</param>
public sealed record QueueLength(int Resource, int Items, int Event)
{
    /// <summary>For each channel and collection of <paramref name="trace"/> that held something, when it first held most.</summary>
    /// <param name="trace">The trace.</param>
    public static IReadOnlyList<QueueLength> Peaks(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var isObserved = trace.Header.Mode == TraceMode.Observe;
        var now = new Dictionary<int, int>();
        var peaks = new Dictionary<int, QueueLength>();
        for (var i = 0; i < trace.Events.Count; i++)
        {
            var e = trace.Events[i];
            if (e.Kind is not (EventKind.Sent or EventKind.Received))
            {
                continue;
            }

            var items = now[e.Subject] = isObserved ? (int)(e.Kind == EventKind.Sent ? e.Detail : 0) : now.GetValueOrDefault(e.Subject) + (e.Kind == EventKind.Sent ? 1 : -1);
            if (items > (peaks.GetValueOrDefault(e.Subject)?.Items ?? 0))
            {
                peaks[e.Subject] = new QueueLength(e.Subject, items, i);
            }
        }

        return [.. peaks.Values];
    }
}
