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
        return trace.With(merged);
    }

    /// <summary>A trace with added events, each placed, and given the time of, the last event of <paramref name="trace"/> that was recorded before it.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="events">Events whose times are positions in <paramref name="trace"/>: how many of its events came before.</param>
    internal static Trace AtPositions(Trace trace, IEnumerable<TraceEvent> events)
    {
        var merged = new List<TraceEvent>(trace.Events.Count);
        var next = 0;
        foreach (var added in events.OrderBy(e => e.Time))
        {
            for (; next < Math.Min(added.Time, trace.Events.Count); next++)
            {
                merged.Add(trace.Events[next]);
            }

            merged.Add(added with { Time = next == 0 ? 0 : trace.Events[next - 1].Time });
        }

        merged.AddRange(trace.Events.Skip(next));
        return trace.With(merged);
    }
}
