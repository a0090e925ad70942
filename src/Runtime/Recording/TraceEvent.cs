namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>One recorded event. Plain data, 48 bytes: a trace is a list of these beside tables of operations, resources and sites.</summary>
/// <param name="Time">Ticks of 100 ns since the trace began: virtual in Explore mode, wall clock in Observe mode.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Operation">The operation it happened to; 0 when it belongs to none.</param>
/// <param name="Subject">The other operation, or the resource, that the kind speaks of; 0 when none.</param>
/// <param name="Detail">A number whose meaning the kind gives.</param>
/// <param name="Site">The code that did it (see <see cref="SiteTable"/>); 0 when not known.</param>
/// <param name="Text">A name or message; null for most kinds.</param>
/// <param name="Stack">The call stack, as a number of the trace's table, from 1; 0 when not recorded.</param>
public readonly record struct TraceEvent(
    long Time,
    EventKind Kind,
    int Operation,
    int Subject,
    long Detail,
    long Site,
    string? Text = null,
    int Stack = 0);
