using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>One event of the runtime as it came in.</summary>
/// <param name="Timestamp">When, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> counts.</param>
/// <param name="Activity">The activity that the thread was in.</param>
/// <param name="Event">The event, without time and operation.</param>
internal readonly record struct CapturedEvent(long Timestamp, Guid Activity, TraceEvent Event)
{
    /// <summary>An event of ours for one that came in; its subject is the OS id of the thread that it happened on.</summary>
    public static CapturedEvent Of(Microsoft.Diagnostics.Tracing.TraceEvent source, EventKind kind, long detail, string? text) =>
#pragma warning disable CS0618 // discouraged only because other tools show milliseconds: the stopwatch's own count is what is wanted here
        new(source.TimeStampQPC, source.ActivityID, new TraceEvent(0, kind, 0, source.ThreadID, detail, 0, text));
#pragma warning restore CS0618
}
