using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration.Tests.Sessions;

/// <summary>Gives one event each time that it is asked, and one in the end: each is of the time at which it is asked.</summary>
internal sealed class Beside : IRunCapture
{
    private int asked;

    /// <summary>What the main thread was marked with, of which every event is.</summary>
    public static Guid MarkOfMainThread { get; set; }

    public IReadOnlyList<TraceEvent> Take(IRunTimeline timeline, long until) => [Event(timeline)];

    public IReadOnlyList<TraceEvent> Stop(IRunTimeline timeline) => [Event(timeline)];

    private TraceEvent Event(IRunTimeline timeline)
    {
        var now = timeline.TimeOf(System.Diagnostics.Stopwatch.GetTimestamp());
        return new TraceEvent(now, EventKind.HeapSize, timeline.OperationOf(MarkOfMainThread) ?? -1, 0, ++asked, 0, now.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
