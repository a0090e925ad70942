using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>What a trace would have to show for a judgement, and does not.</summary>
internal static class Evidence
{
    /// <summary>Events that happened and are not in the trace.</summary>
    public static Explanation? Lost(Trace trace)
    {
        for (var i = 0; i < trace.Events.Count; i++)
        {
            if (trace.Events[i] is { Kind: EventKind.EventsLost } e)
            {
                var count = e.Detail == 0 ? "an unknown number of events was" : string.Create(CultureInfo.InvariantCulture, $"{e.Detail} event{(e.Detail == 1 ? " was" : "s were")}");
                return new Explanation($"{count} lost{(e.Text is null ? "" : $" ({e.Text})")}, so the trace does not show all that happened.", [TraceWords.Event(trace, i)]);
            }
        }

        return null;
    }

    /// <summary>Events that only our scheduler records.</summary>
    /// <param name="what">For example <c>what goes into channels</c>.</param>
    public static Func<Trace, Explanation?> UnderControl(string what) => trace =>
        Lost(trace) ?? (trace.Header.Mode == TraceMode.Explore ? null : new Explanation($"{what} is recorded in Explore mode only, and this trace is of Observe mode.", []));

    /// <summary>Times of the real clock.</summary>
    public static Explanation? RealTime(Trace trace) =>
        Lost(trace) ?? (trace.Header.Mode == TraceMode.Observe ? null : new Explanation("this trace is of Explore mode, whose virtual clock stands still while anything can run. Use Mode = TraceMode.Observe.", []));

    /// <summary>What the runtime itself tells, with its real times.</summary>
    public static Explanation? Runtime(Trace trace) =>
        RealTime(trace) ?? (trace.Header.HasRuntimeEvents ? null : new Explanation("the runtime's own events were not captured. A test in Observe mode has them; Observer.Run needs ObserverOptions.Capture.", []));

    /// <summary>The first that a trace does not have.</summary>
    public static Func<Trace, Explanation?> All(params Func<Trace, Explanation?>[] needs) =>
        trace => needs.Select(need => need(trace)).FirstOrDefault(missing => missing is not null);
}
