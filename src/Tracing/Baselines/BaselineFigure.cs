namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>One figure of a run: what is counted, and of what.</summary>
/// <param name="Group">What is counted: one of <see cref="BaselineGroups"/>.</param>
/// <param name="Of">For example a place in the code; empty where the run as a whole is meant.</param>
internal sealed record BaselineFigure(string Group, string Of) : IComparable<BaselineFigure>
{
    public int CompareTo(BaselineFigure? other)
    {
        var order = other is null ? 1 : Array.IndexOf(BaselineGroups.All, Group).CompareTo(Array.IndexOf(BaselineGroups.All, other.Group));
        return order != 0 ? order : string.CompareOrdinal(Of, other!.Of);
    }

    public override string ToString() => Of.Length == 0 ? Group : $"{Group} of {Of}";
}
