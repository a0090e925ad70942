using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>How an operation spent its time, from its creation to its end.</summary>
/// <param name="Operation">Number of the operation.</param>
/// <param name="Total">From its creation to its end.</param>
/// <param name="Running">Time in which it ran.</param>
/// <param name="Runnable">Time in which it could have run: what Go calls scheduling latency.</param>
/// <param name="Blocked">Time in which it could not, by reason.</param>
public sealed record OperationBreakdown(int Operation, TimeSpan Total, TimeSpan Running, TimeSpan Runnable, IReadOnlyDictionary<BlockReason, TimeSpan> Blocked)
{
    /// <summary>Time in which it could not go on, whatever for.</summary>
    public TimeSpan AllBlocked => Total - Running - Runnable;

    internal static OperationBreakdown Of(int operation, IReadOnlyList<StateInterval> intervals)
    {
        return new OperationBreakdown(
            operation,
            Sum(intervals),
            Sum(intervals.Where(i => i.State == OperationState.Running)),
            Sum(intervals.Where(i => i.State == OperationState.Runnable)),
            intervals.Where(i => i.Reason is not null).GroupBy(i => i.Reason!.Value).ToDictionary(g => g.Key, Sum));

        static TimeSpan Sum(IEnumerable<StateInterval> some) => TimeSpan.FromTicks(some.Sum(i => i.Duration.Ticks));
    }
}
