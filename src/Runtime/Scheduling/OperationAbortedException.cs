namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Thrown into an operation whose schedule has ended, so that its <c>finally</c> blocks run. Derived from
/// <see cref="OperationCanceledException"/> so that async methods end as cancelled, not as faulted with nobody to observe it.
/// </summary>
public sealed class OperationAbortedException : OperationCanceledException
{
    internal OperationAbortedException()
        : base("The schedule has ended; ConcurrencyTrace is unwinding this operation.")
    {
    }
}
