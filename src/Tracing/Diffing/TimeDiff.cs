namespace ConcurrencyTrace.Tracing.Diffing;

/// <summary>The time of one operation in one state at one place, in two traces.</summary>
/// <param name="Lineage">The operation.</param>
/// <param name="What">For example <c>blocked (Lock) on Account in Account.TransferTo</c>, or <c>running</c>.</param>
/// <param name="Before">In the trace that is compared with.</param>
/// <param name="After">In the other.</param>
public sealed record TimeDiff(string Lineage, string What, TimeSpan Before, TimeSpan After)
{
    /// <summary>How much longer it took; below zero where it took less.</summary>
    public TimeSpan Change => After - Before;
}
