using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>An event before the trace is made: operations are not numbered yet.</summary>
internal readonly record struct ObservedEvent(
    long Timestamp,
    EventKind Kind,
    ObservedOperation? Operation,
    ObservedOperation? Other,
    int Subject,
    long Detail,
    long Site,
    string? Text = null);
