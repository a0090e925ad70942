using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>A stretch of time in which an operation held something, from the first taking to the last giving back where it took it several times.</summary>
/// <param name="Resource">Number of what was held.</param>
/// <param name="Operation">Number of who held it.</param>
/// <param name="Mode">Whether others could hold it too.</param>
/// <param name="Site">Where it was taken.</param>
/// <param name="Start">When it was taken.</param>
/// <param name="End">When it was given back; the end of the trace when it was not.</param>
/// <param name="AcquiredEvent">Index of the event that began it.</param>
/// <param name="ReleasedEvent">Index of the event that ended it; null when the trace ends first.</param>
public sealed record HoldInterval(int Resource, int Operation, HoldMode Mode, long Site, TimeSpan Start, TimeSpan End, int AcquiredEvent, int? ReleasedEvent)
{
    /// <summary>How long it lasted.</summary>
    public TimeSpan Duration => End - Start;
}
