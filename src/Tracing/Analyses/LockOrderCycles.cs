namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>What a search for cycles in the order of locks came to.</summary>
/// <param name="Found">Each cycle once, the shortest first.</param>
/// <param name="IsComplete">Whether these are all; false where the search was given up because it took too long or found too many.</param>
public sealed record LockOrderCycles(IReadOnlyList<LockOrderCycle> Found, bool IsComplete);
