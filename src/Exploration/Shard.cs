using System.Globalization;

namespace ConcurrencyTrace.Exploration;

/// <summary>One machine's part of an exploration that several machines share.</summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Count">How many parts there are.</param>
public readonly record struct Shard(int Index, int Count)
{
    /// <summary>The whole.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Whether a schedule of this number is in the part: each number is in exactly one.</summary>
    /// <param name="number">The number, from 1.</param>
    public bool Has(int number) => (number - 1) % Count == Index - 1;

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

    /// <summary>How many of the schedules from 1 to <paramref name="all"/> are in the part.</summary>
    internal int SchedulesOf(int all) => (all - Index + Count) / Count;

    internal bool IsValid => Index >= 1 && Index <= Count;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
