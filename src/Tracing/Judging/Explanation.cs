namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>Lines of a message. A type of its own because FluentAssertions quotes strings and prints other objects as they are.</summary>
internal sealed class Explanation(string head, IEnumerable<string> lines)
{
    private const int Shown = 5;

    /// <summary>The first few of many, and how many more there are.</summary>
    public static Explanation OfSome<T>(string head, IReadOnlyCollection<T> items, Func<T, IEnumerable<string>> lines, int shown = Shown)
    {
        var first = items.Take(shown).SelectMany(lines);
        return new Explanation(head, items.Count > shown ? first.Append($"… and {items.Count - shown} more") : first);
    }

    public override string ToString() => string.Join('\n', lines.Select(line => "  " + line).Prepend(head));
}
