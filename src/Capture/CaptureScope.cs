using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ConcurrencyTrace.Capture.Session;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Capture;

/// <summary>A stretch of time whose runtime events are collected.</summary>
public sealed class CaptureScope
{
    // The runtime hands events over every 100 ms; a loaded machine takes longer.
    private static readonly TimeSpan MarkerPatience = TimeSpan.FromSeconds(10);

    // The runtime counts a contended lock first and tells of it then: on a loaded machine, a turn of the processor later.
    private const int FurtherMarkers = 5;

    private readonly CaptureLog managed = new();
    private readonly ConcurrentQueue<(CapturedEvent Event, string? Text)> handedOver = new();
    private readonly List<(CapturedEvent Event, string? Text)> waiting = [];
    private readonly List<(CapturedEvent Event, string? Text)> taken = [];
    private readonly List<TraceEvent> events = [];
    private readonly TimeOrder order = new();
    private readonly EventPipeCapture? session;
    private readonly long lostBefore;
    private readonly string? nettracePath;
    private readonly List<string> notices = [];
    private readonly RuntimeCounts before;
    private NettraceFile? nettrace;
    private RuntimeCounts found;
    private RuntimeCounts counted;
    private long end = long.MaxValue;
    private long lost;
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

        ManagedEvents.Add(this);
        Begin = Stopwatch.GetTimestamp();
        before = RuntimeCounts.Now;
    }

    /// <summary>When the scope began, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Begin { get; }

    /// <summary>Takes out what came in so far, into a list that the next call uses again.</summary>
    /// <param name="timeline">As for <see cref="Stop"/>.</param>
    /// <param name="until">What happened later, as <see cref="Stopwatch.GetTimestamp"/> counts, is left for the next time. The runtime hands its own events over late, by a tenth of a second and more.</param>
    public IReadOnlyList<TraceEvent> Take(IRunTimeline timeline, long until)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        return Events(until, timeline);
    }

    /// <summary>Waits until everything that happened has come through, and collects no more.</summary>
    public void Settle()
    {
        if (end != long.MaxValue)
        {
            return;
        }

        counted = RuntimeCounts.Now - before;
        end = Stopwatch.GetTimestamp();
        ManagedEvents.Remove(this);
        if (session is not null)
        {
            notice ??= session.AwaitMarker(MarkerPatience);
            for (var i = 0; i < FurtherMarkers && notice is null && Missing().Any(); i++)
            {
                notice = session.AwaitMarker(MarkerPatience);
            }

            session.Remove(this);
            lost = session.EventsLost - lostBefore;
        }
    }

    /// <summary>Ends the scope and returns what happened in it, in order of time, once everything has come through.</summary>
    /// <param name="timeline">The run that it is for. When null, times are since <see cref="Begin"/>, and every event has operation 0.</param>
    public IReadOnlyList<TraceEvent> Stop(IRunTimeline? timeline = null)
    {
        timeline ??= new SinceBegin(Begin);
        Settle();
        CloseNettrace();
        var result = Events(end, timeline);
        if (session is not null && notice is null)
        {
            notices.AddRange(Missing());
        }

        result = [.. result.Concat(Samples(timeline)).OrderBy(static e => e.Time)];
        if (notice is not null || lost > 0)
        {
            result.Add(new TraceEvent(timeline.TimeOf(end), EventKind.EventsLost, 0, 0, lost, 0, notice ?? CaptureNotices.Dropped));
        }

        result.AddRange(notices.Select(text => new TraceEvent(timeline.TimeOf(end), EventKind.EventsLost, 0, 0, 0, 0, text)));
        return result;
    }

    /// <summary>What managed code was told of on its own thread.</summary>
    internal void Collect(in CapturedEvent captured, ReadOnlySpan<byte> said) => managed.Add(captured, said);

    /// <summary>What the runtime handed over: little, and late.</summary>
    internal void Collect(in CapturedEvent captured, string? text) => handedOver.Enqueue((captured, text));

    internal void SessionEnded(string why) => notice ??= why;

    private List<TraceEvent> Events(long until, IRunTimeline timeline)
    {
        Take(until);
        foreach (ref readonly var one in CollectionsMarshal.AsSpan(taken))
        {
            order.Add(one.Event.Timestamp);
        }

        events.Clear();
        foreach (var (timestamp, index) in order.InOrder())
        {
            var (captured, text) = taken[index];
            if (timestamp >= Begin && timeline.OperationOf(captured.Activity) is { } operation)
            {
                events.Add(captured.ToEvent(timeline.TimeOf(timestamp), operation, text));
            }
        }

        taken.Clear();
        order.Clear();
        return events;
    }

    private IEnumerable<string> Missing()
    {
        TakeHandedOver();
        return found.MissingOf(counted);
    }

    private void TakeHandedOver()
    {
        while (handedOver.TryDequeue(out var native))
        {
            found = found.With(native.Event.Kind);
            waiting.Add(native);
        }
    }

    private void Take(long until)
    {
        TakeHandedOver();
        managed.Take(until, taken);
        taken.AddRange(waiting.Where(e => e.Event.Timestamp < until));
        waiting.RemoveAll(e => e.Event.Timestamp < until);
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

    private List<TraceEvent> Samples(IRunTimeline timeline)
    {
        try
        {
            return nettrace is null ? [] : CpuSamples.Read(nettracePath!, Begin, timeline);
        }
        catch (Exception e)
        {
            notices.Add(CaptureNotices.NoSamples(nettracePath!, e));
            return [];
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
            nettrace = null;
            notices.Add(CaptureNotices.NoNettrace(nettracePath!, e));
        }
    }

    private sealed class SinceBegin(long begin) : IRunTimeline
    {
        public long TimeOf(long timestamp) => Stopwatch.GetElapsedTime(begin, timestamp).Ticks;

        public int? OperationOf(Guid activity) => 0;

        public int? OperationOn(int thread, long timestamp) => 0;
    }
}
