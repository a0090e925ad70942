namespace ConcurrencyTrace.Tracing;

/// <summary>A deadlock: operations that can never go on.</summary>
/// <param name="Waits">Who waits for what, at the end.</param>
/// <param name="Total">True when nothing at all could go on; false when the rest of the program ended and these remained.</param>
public sealed record DeadlockInfo(IReadOnlyList<DeadlockWait> Waits, bool Total);
