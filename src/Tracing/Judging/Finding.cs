namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>What is wrong with a trace.</summary>
/// <param name="Explanation">What it is, or which evidence is missing.</param>
/// <param name="IsInconclusive">Whether evidence is missing: the rule may hold or not.</param>
internal sealed record Finding(Explanation Explanation, bool IsInconclusive)
{
    /// <summary><c>… was blocked for 3 ms: …</c>, or <c>this is inconclusive: …</c>.</summary>
    public override string ToString() => (IsInconclusive ? "this is inconclusive: " : "") + Explanation;
}
