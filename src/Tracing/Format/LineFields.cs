using System.Globalization;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>Goes through the fields of a line, which spaces part, up to what is for people.</summary>
/// <param name="line">The line.</param>
internal sealed class LineFields(string line)
{
    private int position;

    /// <summary>Whether nothing is left but what is for people.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpaces();
            return position >= line.Length || line.AsSpan(position).StartsWith("//", StringComparison.Ordinal);
        }
    }

    public string Word()
    {
        SkipSpaces();
        var end = line.IndexOf(' ', position);
        var word = line[position..(end < 0 ? line.Length : end)];
        position += word.Length;
        return word;
    }

    public bool Is(string word) => Word() == word;

    /// <summary>The value of the next field when it has this name; else null, and the field is still to come.</summary>
    public string? Value(string prefix)
    {
        SkipSpaces();
        if (!line.AsSpan(position).StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        position += prefix.Length;
        return position < line.Length && line[position] != ' ' ? Word() : "";
    }

    public int? Number(string prefix) => Value(prefix) is { } value ? Parse(value) : null;

    public int? Number() => Parse(Word());

    public long? Hexadecimal()
    {
        var word = Word();
        var digits = word.StartsWith("0x", StringComparison.Ordinal) ? word.AsSpan(2) : default;
        return long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>The value of the next field, in quotation marks, when it has this name; else null.</summary>
    public string? Text(string prefix = "")
    {
        SkipSpaces();
        if (!line.AsSpan(position).StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        position += prefix.Length;
        return Quoting.Unquote(line, ref position);
    }

    private static int? Parse(string word) => int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private void SkipSpaces()
    {
        while (position < line.Length && line[position] == ' ')
        {
            position++;
        }
    }
}
