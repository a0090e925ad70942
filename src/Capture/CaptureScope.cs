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
    private readonly string? nettracePath;
    private readonly List<string> notices = [];
    private readonly RuntimeCounts before;
    private NettraceFile? nettrace;
    private int collections;
    private string? notice;

    internal CaptureScope(EventPipeCapture? session, string? notice, RuntimeCaptureOptions options)
    {
        this.session = session;
        this.notice = notice;
        nettracePath = options.NettracePath;
        OpenNettrace();
        if (session is not null)
        {
            lostBefore = session.EventsLost;
            session.Add(this);
        }

        Begin = Stopwatch.GetTimestamp();
        before = RuntimeCounts.Now;
    }

    /// <summary>When the scope began, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Begin { get; }

    /// <summary>Takes out what came in so far, in order of time.</summary>
    /// <param name="timeOf">As for <see cref="Stop"/>.</param>
    /// <param name="operationOf">As for <see cref="Stop"/>.</param>
    public IReadOnlyList<TraceEvent> Take(Func<long, long> timeOf, Func<Guid, int?> operationOf)
    {
        ArgumentNullException.ThrowIfNull(timeOf);
        ArgumentNullException.ThrowIfNull(operationOf);
        lock (gate)
        {
            var taken = Events(long.MaxValue, timeOf, operationOf).ToList();
            collections += events.Count(e => e.Event.Kind == EventKind.GcBegin);
            events.Clear();
            return taken;
        }
    }

    /// <summary>Ends the scope and returns what happened in it, in order of time, once everything has come through.</summary>
    /// <param name="timeOf">Gives the time of an event, in ticks of 100 ns, for its <see cref="Stopwatch"/> timestamp; the time since <see cref="Begin"/> when null.</param>
    /// <param name="operationOf">
    /// Gives the operation for the activity that an event's thread was in: 0 for none, null to leave the event out because it belongs to
    /// another test. When null, every event has operation 0.
    /// </param>
    public IReadOnlyList<TraceEvent> Stop(Func<long, long>? timeOf = null, Func<Guid, int?>? operationOf = null)
    {
        var counted = RuntimeCounts.Now - before;
        var end = Stopwatch.GetTimestamp();
        CloseNettrace();
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
            collections += events.Count(e => e.Event.Kind == EventKind.GcBegin);
            if (session is not null && notice is null && collections < counted.Collections)
            {
                notices.Add(CaptureNotices.Missing(collections, counted.Collections));
            }

            result.AddRange(Events(end, timeOf, operationOf));
        }

        if (notice is not null || lost > 0)
        {
            result.Add(new TraceEvent(timeOf(end), EventKind.EventsLost, 0, 0, lost, 0, notice ?? CaptureNotices.Dropped));
        }

        result.AddRange(notices.Select(text => new TraceEvent(timeOf(end), EventKind.EventsLost, 0, 0, 0, 0, text)));
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

    private IEnumerable<TraceEvent> Events(long end, Func<long, long> timeOf, Func<Guid, int?>? operationOf)
    {
        foreach (var captured in events.Where(e => e.Timestamp >= Begin && e.Timestamp <= end).OrderBy(e => e.Timestamp))
        {
            if ((operationOf is null ? 0 : operationOf(captured.Activity)) is { } operation)
            {
                yield return captured.Event with { Time = timeOf(captured.Timestamp), Operation = operation };
            }
        }
    }

    private void OpenNettrace()
    {
        if (nettracePath is not null)
        {
            try
            {
                nettrace = NettraceFile.Open(nettracePath);
            }
            catch (Exception e)
            {
                notices.Add(CaptureNotices.NoNettrace(nettracePath, e));
            }
        }
    }

    private void CloseNettrace()
    {
        try
        {
            nettrace?.Dispose();
        }
        catch (Exception e)
        {
            notices.Add(CaptureNotices.NoNettrace(nettracePath!, e));
        }
    }
}
