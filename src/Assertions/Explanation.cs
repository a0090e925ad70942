namespace ConcurrencyTrace.Assertions;

/// <summary>Lines of a message. A type of its own because FluentAssertions quotes strings and prints other objects as they are.</summary>
internal sealed class Explanation(string head, IEnumerable<string> lines)
{
    public override string ToString() => string.Join('\n', lines.Select(line => "  " + line).Prepend(head));
}
