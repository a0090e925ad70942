using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Running;

namespace ConcurrencyTrace.Harness;

/// <summary>Stands for a failing schedule in which nothing was thrown, such as a deadlock.</summary>
public sealed class ScheduleFailedException : Exception, IAssertionException
{
    internal ScheduleFailedException(ScheduleFailure failure)
        : base(failure.Summary) => Kind = failure.Kind;

    /// <summary>What broke.</summary>
    public FailureKind Kind { get; }
}
