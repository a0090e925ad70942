using System.Diagnostics;

namespace ConcurrencyTrace.Tracing.Observing;

/// <summary>How much of what is recorded on the real scheduler is kept in memory.</summary>
/// <param name="BufferBytes">In bytes; what is above goes to a file, oldest whole chunks first. Not in a flight recorder.</param>
/// <param name="KeepLast">What ended longer ago is forgotten; null: nothing is, for its age.</param>
/// <param name="KeepBytes">What is above, in bytes, is forgotten, oldest whole chunks first; null: nothing is, for its size.</param>
internal sealed record ObservationLimits(long BufferBytes, TimeSpan? KeepLast, long? KeepBytes)
{
    /// <summary>Whether only the last of it is kept.</summary>
    public bool IsFlightRecorder => KeepLast is not null || KeepBytes is not null;

    /// <summary>When, as <see cref="Stopwatch.GetTimestamp"/> counts, what is kept begins.</summary>
    public long KeepSince(long now) => KeepLast is { } last ? now - (long)(last.TotalSeconds * Stopwatch.Frequency) : long.MinValue;
}
