using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>A region or task that the program annotated (<c>Annotate.Region</c>, <c>Annotate.Task</c>).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operation">Number of the operation that began it.</param>
/// <param name="IsTask">Whether it is a task, which may go on in several operations.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended; the end of the trace when it did not.</param>
/// <param name="BeginEvent">Index of the event that began it.</param>
/// <param name="EndEvent">Index of the event that ended it; null when the trace ends first.</param>
public sealed record RegionInterval(string Name, int Operation, bool IsTask, TimeSpan Start, TimeSpan End, int BeginEvent, int? EndEvent)
{
    /// <summary>How long it lasted.</summary>
    public TimeSpan Duration => End - Start;

    /// <summary>For example <c>"charge" of op 2, from 0 ms to 15 ms</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{Name}\" of op {Operation}, from {Start.TotalMilliseconds} ms {(EndEvent is null ? "and not ended" : $"to {End.TotalMilliseconds} ms")}");

    /// <summary>The regions and tasks of <paramref name="trace"/>, in the order in which they began.</summary>
    /// <param name="trace">The trace.</param>
    public static IReadOnlyList<RegionInterval> Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var regions = new List<RegionInterval>();
        var open = new Dictionary<(bool IsTask, long Number), int>();
        for (var i = 0; i < trace.Events.Count; i++)
        {
            var e = trace.Events[i];
            var time = TimeSpan.FromTicks(e.Time);
            switch (e.Kind)
            {
                case EventKind.RegionBegin or EventKind.TaskBegin:
                    open[Key(e)] = regions.Count;
                    regions.Add(new RegionInterval(e.Text ?? "", e.Operation, e.Kind == EventKind.TaskBegin, time, TimeSpan.FromTicks(trace.Events[^1].Time), i, null));
                    break;
                case EventKind.RegionEnd or EventKind.TaskEnd when open.Remove(Key(e), out var index):
                    regions[index] = regions[index] with { End = time, EndEvent = i };
                    break;
            }
        }

        return regions;
    }

    private static (bool IsTask, long Number) Key(in TraceEvent e) =>
        e.Kind is EventKind.TaskBegin or EventKind.TaskEnd ? (true, e.Subject) : (false, e.Detail);
}
