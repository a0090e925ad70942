using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>A stretch of an operation's life in one state.</summary>
/// <param name="Operation">Number of the operation.</param>
/// <param name="State">The state.</param>
/// <param name="Reason">Why it is blocked; null in other states.</param>
/// <param name="Resource">Number of what it waits for; 0 when it has no identity, and in other states.</param>
/// <param name="Site">Where the operation was.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended; the end of the trace when it did not.</param>
/// <param name="FirstEvent">Index of the event that began it.</param>
/// <param name="LastEvent">Index of the event that ended it; null when the trace ends first.</param>
public sealed record StateInterval(
    int Operation,
    OperationState State,
    BlockReason? Reason,
    int Resource,
    long Site,
    TimeSpan Start,
    TimeSpan End,
    int FirstEvent,
    int? LastEvent)
{
    /// <summary>How long it lasted.</summary>
    public TimeSpan Duration => End - Start;
}
