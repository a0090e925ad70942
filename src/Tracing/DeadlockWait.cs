using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing;

/// <summary>One operation's part in a deadlock.</summary>
/// <param name="Operation">Who waits.</param>
/// <param name="Reason">Why.</param>
/// <param name="Resource">For what; 0 when it has no identity.</param>
/// <param name="Site">Where.</param>
/// <param name="Holders">The operations that could end the wait, where known.</param>
/// <param name="InCycle">Whether the wait is part of a cycle.</param>
public sealed record DeadlockWait(int Operation, BlockReason Reason, int Resource, long Site, IReadOnlyList<int> Holders, bool InCycle);
