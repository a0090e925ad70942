using System.Globalization;

namespace ConcurrencyTrace.Exploration;

/// <summary>One machine's part of an exploration that several machines share.</summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Count">How many parts there are.</param>
public readonly record struct Shard(int Index, int Count)
{
    /// <summary>The whole.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Reads <c>2/4</c>; null when it is none.</summary>
    /// <param name="text">The text.</param>
    public static Shard? Parse(string text)
    {
        var parts = (text ?? "").Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && new Shard(index, count) is { IsValid: true } shard ? shard : null;
    }

    internal bool IsValid => Index >= 1 && Index <= Count;

    /// <summary>Whether the part has this one of things that are dealt out in turn.</summary>
    /// <param name="number">Its number, from 1.</param>
    internal bool Has(int number) => (number - 1) % Count == Index - 1;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
