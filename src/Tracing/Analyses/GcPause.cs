using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>A stretch of time in which the garbage collector held all managed threads.</summary>
/// <param name="Start">When the runtime began to suspend them.</param>
/// <param name="End">When they went on; the end of the trace when they did not.</param>
/// <param name="BeginEvent">Index of the event that began it.</param>
/// <param name="EndEvent">Index of the event that ended it; null when the trace ends first.</param>
public sealed record GcPause(TimeSpan Start, TimeSpan End, int BeginEvent, int? EndEvent)
{
    /// <summary>How long it lasted.</summary>
    public TimeSpan Duration => End - Start;

    /// <summary>The pauses of <paramref name="trace"/>, in order; suspensions for a debugger and the like are none.</summary>
    /// <param name="trace">The trace.</param>
    public static IReadOnlyList<GcPause> Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var pauses = new List<GcPause>();
        int? begin = null;
        for (var i = 0; i < trace.Events.Count; i++)
        {
            var e = trace.Events[i];
            if (e.Kind == EventKind.SuspensionBegin && e.Text?.Contains("GC", StringComparison.Ordinal) != false)
            {
                begin ??= i;
            }
            else if (e.Kind == EventKind.SuspensionEnd && begin is { } first)
            {
                pauses.Add(Pause(first, i, i));
                begin = null;
            }
        }

        if (begin is { } open)
        {
            pauses.Add(Pause(open, trace.Events.Count - 1, null));
        }

        return pauses;

        GcPause Pause(int first, int last, int? end) =>
            new(TimeSpan.FromTicks(trace.Events[first].Time), TimeSpan.FromTicks(trace.Events[last].Time), first, end);
    }
}
