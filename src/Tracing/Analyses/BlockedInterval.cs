using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>One stretch of time in which an operation could not go on.</summary>
/// <param name="Operation">Number of the operation.</param>
/// <param name="Reason">Why it could not.</param>
/// <param name="Resource">Number of what it waited for; 0 when it has no identity.</param>
/// <param name="Site">Where it waited.</param>
/// <param name="Start">When it blocked.</param>
/// <param name="End">When it was unblocked; the end of the trace when it never was.</param>
/// <param name="BlockedEvent">Index, within the trace, of the event that began it.</param>
/// <param name="UnblockedEvent">Index of the event that ended it; null when the trace ends first.</param>
public sealed record BlockedInterval(
    int Operation,
    BlockReason Reason,
    int Resource,
    long Site,
    TimeSpan Start,
    TimeSpan End,
    int BlockedEvent,
    int? UnblockedEvent)
{
    /// <summary>Number of the operation that ended it; 0 when the clock or the outside did, or nobody.</summary>
    public int WokenBy { get; init; }

    /// <summary>How long it lasted.</summary>
    public TimeSpan Duration => End - Start;
}
