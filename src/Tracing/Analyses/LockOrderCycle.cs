namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>Operations that may come to wait for each other in a circle.</summary>
/// <param name="Edges">Each edge's taken lock is the next one's held lock, and the last one's the first one's.</param>
/// <param name="Writers">Who must wait to write meanwhile, where an edge and the next one both only read: a writer that waits keeps new readers out.</param>
public sealed record LockOrderCycle(IReadOnlyList<LockOrderEdge> Edges, IReadOnlyList<LockOrderWriter> Writers);
