using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>An event before the trace is made: operations and resources are not numbered yet. 48 bytes.</summary>
/// <param name="Timestamp">When, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> counts.</param>
/// <param name="Operation">The operation that it happened to; null when none.</param>
/// <param name="Other">The other <see cref="ObservedOperation"/>, the <see cref="ObservedResource"/> or the text that the kind speaks of.</param>
/// <param name="Detail">A number whose meaning the kind gives.</param>
/// <param name="Site">The code that did it.</param>
/// <param name="Subject">A number that is neither an operation's nor a resource's; 0 where there is none, and <see cref="HoldsNoThread"/>.</param>
/// <param name="Kind">What happened.</param>
internal readonly record struct ObservedEvent(long Timestamp, ObservedOperation? Operation, object? Other, long Detail, long Site, int Subject, EventKind Kind)
{
    /// <summary>Stands for 0, where an operation blocks that leaves its thread: it awaits.</summary>
    public const int HoldsNoThread = -1;
}
