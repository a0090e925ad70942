using System.Diagnostics;
using ConcurrencyTrace.Capture.Session;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture;

/// <summary>A stretch of time whose runtime events are collected.</summary>
public sealed class CaptureScope
{
    // The runtime hands events over every 100 ms; a loaded machine takes longer.
    private static readonly TimeSpan MarkerPatience = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly List<CapturedEvent> events = [];
    private readonly EventPipeCapture? session;
    private readonly long lostBefore;
    private string? notice;

    internal CaptureScope(EventPipeCapture? session, string? notice)
    {
        this.session = session;
        this.notice = notice;
        if (session is not null)
        {
            lostBefore = session.EventsLost;
            session.Add(this);
        }

        Begin = Stopwatch.GetTimestamp();
    }

    /// <summary>When the scope began, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Begin { get; }

    /// <summary>Ends the scope and returns what happened in it, in order of time, once everything has come through.</summary>
    /// <param name="timeOf">Gives the time of an event, in ticks of 100 ns, for its <see cref="Stopwatch"/> timestamp; the time since <see cref="Begin"/> when null.</param>
    /// <param name="operationOf">
    /// Gives the operation for the activity that an event's thread was in: 0 for none, null to leave the event out because it belongs to
    /// another test. When null, every event has operation 0.
    /// </param>
    public IReadOnlyList<TraceEvent> Stop(Func<long, long>? timeOf = null, Func<Guid, int?>? operationOf = null)
    {
        var end = Stopwatch.GetTimestamp();
        timeOf ??= timestamp => Stopwatch.GetElapsedTime(Begin, timestamp).Ticks;
        var lost = 0L;
        if (session is not null)
        {
            notice ??= session.AwaitMarker(MarkerPatience);
            session.Remove(this);
            lost = session.EventsLost - lostBefore;
        }

        var result = new List<TraceEvent>();
        lock (gate)
        {
            foreach (var captured in events.Where(e => e.Timestamp >= Begin && e.Timestamp <= end).OrderBy(e => e.Timestamp))
            {
                if ((operationOf is null ? 0 : operationOf(captured.Activity)) is { } operation)
                {
                    result.Add(captured.Event with { Time = timeOf(captured.Timestamp), Operation = operation });
                }
            }
        }

        if (notice is not null || lost > 0)
        {
            result.Add(new TraceEvent(timeOf(end), EventKind.EventsLost, 0, 0, lost, 0, notice ?? CaptureNotices.Dropped));
        }

        return result;
    }

    internal void Collect(in CapturedEvent captured)
    {
        lock (gate)
        {
            events.Add(captured);
        }
    }

    internal void SessionEnded(string why) => notice ??= why;
}
