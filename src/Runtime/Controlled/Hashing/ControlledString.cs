namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="string"/>: hash codes that are the same in every process, with and without a session.</summary>
public static class ControlledString
{
    public static int GetHashCode(string self, StringComparison comparisonType, long site) =>
        ControlledEqualityComparer.OfText(self.ToString(), StringComparer.FromComparison(comparisonType));

    public static int GetHashCode(ReadOnlySpan<char> value, StringComparison comparisonType, long site) =>
        ControlledEqualityComparer.OfText(value.ToString(), StringComparer.FromComparison(comparisonType));
}
