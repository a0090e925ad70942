using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing;

/// <summary>Puts events from elsewhere into a trace.</summary>
public static class TraceMerge
{
    /// <summary>A trace with the events of both, by time; at the same time, those of <paramref name="trace"/> come first.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="events">Events whose times are of the trace's clock, in any order.</param>
    public static Trace With(Trace trace, IEnumerable<TraceEvent> events)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var merged = new List<TraceEvent>(trace.Events.Count);
        var next = 0;
        foreach (var added in events.OrderBy(e => e.Time))
        {
            while (next < trace.Events.Count && trace.Events[next].Time <= added.Time)
            {
                merged.Add(trace.Events[next++]);
            }

            merged.Add(added);
        }

        merged.AddRange(trace.Events.Skip(next));
        return new Trace(trace.Header, merged, trace.Operations, trace.Resources) { Deadlock = trace.Deadlock };
    }
}
