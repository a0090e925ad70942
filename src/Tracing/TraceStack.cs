namespace ConcurrencyTrace.Tracing;

/// <summary>A call stack.</summary>
/// <param name="Number">What events refer to it by, from 1.</param>
/// <param name="Frames">Identifiers of its sites, from the innermost outwards.</param>
public sealed record TraceStack(int Number, IReadOnlyList<long> Frames);
