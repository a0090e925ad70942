using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>One event of the runtime as it came in, but for its text.</summary>
/// <param name="Timestamp">When, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> counts.</param>
/// <param name="Activity">The activity that the thread was in.</param>
/// <param name="Detail">A number whose meaning the kind gives.</param>
/// <param name="Thread">The OS id of the thread that it happened on.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Form">The <see cref="NetworkEvent.Number"/> of what is said of it; 0 where that is a text.</param>
internal readonly record struct CapturedEvent(long Timestamp, Guid Activity, long Detail, int Thread, EventKind Kind, int Form = 0)
{
    /// <summary>An event of ours for one that came in.</summary>
    public static CapturedEvent Of(Microsoft.Diagnostics.Tracing.TraceEvent source, EventKind kind, long detail) =>
#pragma warning disable CS0618 // discouraged only because other tools show milliseconds: the stopwatch's own count is what is wanted here
        new(source.TimeStampQPC, source.ActivityID, detail, source.ThreadID, kind);
#pragma warning restore CS0618

    /// <summary>As it is in a trace.</summary>
    public TraceEvent ToEvent(long time, int operation, string? text) => new(time, Kind, operation, Thread, Detail, 0, text);
}
