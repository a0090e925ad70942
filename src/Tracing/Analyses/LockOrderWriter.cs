namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>An operation took, or wanted to take, a reader-writer lock to write.</summary>
/// <param name="Lock">Number of the lock.</param>
/// <param name="Operation">Number of the operation.</param>
/// <param name="Event">Index of the event in which it took it, or blocked for it.</param>
public sealed record LockOrderWriter(int Lock, int Operation, int Event);
