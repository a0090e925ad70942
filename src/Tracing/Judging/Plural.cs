using System.Globalization;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>Counts in messages.</summary>
internal static class Plural
{
    /// <summary><c>1 operation</c>, <c>2 operations</c>.</summary>
    public static string Of(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
