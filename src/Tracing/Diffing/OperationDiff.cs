namespace ConcurrencyTrace.Tracing.Diffing;

/// <summary>One operation in two traces.</summary>
/// <param name="Lineage">What aligns it: who started whom, from the body on, for example <c>body / Task.Run in Transfer.Run #2</c>.</param>
/// <param name="Before">Its number in the trace that is compared with; 0 where it is not in it.</param>
/// <param name="After">Its number in the other trace; 0 where it is not in it.</param>
public sealed record OperationDiff(string Lineage, int Before, int After)
{
    /// <summary>Where its time went that took longer or shorter; empty where it is in one trace only.</summary>
    public IReadOnlyList<TimeDiff> Times { get; init; } = [];
}
