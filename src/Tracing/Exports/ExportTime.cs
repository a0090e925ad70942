namespace ConcurrencyTrace.Tracing.Exports;

/// <summary>What the time axis of an export shows.</summary>
public enum ExportTime
{
    /// <summary>The trace's clock: the wall clock, or the virtual one, on which only waiting takes time.</summary>
    Clock,

    /// <summary>The order of events, one microsecond each: shows an interleaving in which no time passed.</summary>
    Order,
}
