namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>What an operation is up to.</summary>
public enum OperationState
{
    /// <summary>It could run and does not: it was not started yet, was preempted, or was unblocked and has not resumed.</summary>
    Runnable,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It cannot go on.</summary>
    Blocked,
}
