namespace ConcurrencyTrace.Tracing;

/// <summary>Which scheduler ran the program.</summary>
public enum TraceMode
{
    /// <summary>Ours: one operation at a time, deterministic, virtual clock.</summary>
    Explore,

    /// <summary>The real one: .NET's thread pool and the operating system, wall clock.</summary>
    Observe,
}
