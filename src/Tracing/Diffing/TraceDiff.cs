namespace ConcurrencyTrace.Tracing.Diffing;

/// <summary>What is different between two traces of one program, for example of two commits, or of a schedule that passes and one that fails.</summary>
/// <remarks>
/// Operations are aligned by lineage, not by number: those that the same place started under the same creator, the first with the first. Places are compared without
/// lines, which an edit elsewhere in the file moves.
/// </remarks>
public sealed class TraceDiff
{
    private TraceDiff(Trace before, Trace after, IReadOnlyList<OperationDiff> operations)
    {
        (Before, After, Operations) = (before, after, operations);
        Decision = DecisionDiff.Find(before, after, operations);
    }

    /// <summary>The trace that is compared with.</summary>
    public Trace Before { get; }

    /// <summary>The trace that is compared.</summary>
    public Trace After { get; }

    /// <summary>Every operation of either trace, in the order of <see cref="Before"/>, then of <see cref="After"/>.</summary>
    public IReadOnlyList<OperationDiff> Operations { get; }

    /// <summary>Operations that only <see cref="After"/> has.</summary>
    public IEnumerable<OperationDiff> Appeared => Operations.Where(o => o.Before == 0);

    /// <summary>Operations that only <see cref="Before"/> has.</summary>
    public IEnumerable<OperationDiff> Vanished => Operations.Where(o => o.After == 0);

    /// <summary>What took longer in operations that both have, the most first.</summary>
    public IEnumerable<TimeDiff> Slower => Operations.SelectMany(o => o.Times).Where(t => t.Change > TimeSpan.Zero).OrderByDescending(t => t.Change);

    /// <summary>The first decision that was taken otherwise; null where all were taken alike, as far as both go.</summary>
    public DecisionDiff? Decision { get; }

    /// <summary>Whether nothing is different.</summary>
    public bool IsEmpty => Decision is null && Operations.All(o => o.Before != 0 && o.After != 0 && o.Times.Count == 0);

    /// <summary>Compares two traces.</summary>
    /// <param name="before">The one to compare with.</param>
    /// <param name="after">The other.</param>
    public static TraceDiff Of(Trace before, Trace after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new TraceDiff(before, after, OperationAlignment.Align(before, after));
    }

    /// <summary>The differences as a person reads them, one a line.</summary>
    public override string ToString() => TraceDiffText.Write(this);
}
