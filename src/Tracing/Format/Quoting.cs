using System.Globalization;
using System.Text;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>Texts within lines.</summary>
internal static class Quoting
{
    /// <summary>What begins a line that goes on with the value of the line before.</summary>
    public const string Continuation = "  |";

    /// <summary>In quotation marks, on one line.</summary>
    public static string Quote(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => result.Append('\\').Append(c),
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                < ' ' => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => result.Append(c),
            };
        }

        return result.Append('"').ToString();
    }

    /// <summary>Reads what <see cref="Quote"/> wrote.</summary>
    /// <param name="line">The line.</param>
    /// <param name="position">Of the opening quotation mark; moved behind the closing one.</param>
    /// <returns>Null when there is no such text.</returns>
    public static string? Unquote(string line, ref int position)
    {
        if (position >= line.Length || line[position] != '"')
        {
            return null;
        }

        var result = new StringBuilder();
        for (position++; position < line.Length; position++)
        {
            if (line[position] == '"')
            {
                position++;
                return result.ToString();
            }

            if (line[position] != '\\')
            {
                result.Append(line[position]);
            }
            else if (Escaped(line, ref position) is { } c)
            {
                result.Append(c);
            }
            else
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Several lines, all but the first with a mark before them.</summary>
    public static string EscapeLines(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\n" + Continuation, StringComparison.Ordinal);

    /// <summary>One line of those, without the mark.</summary>
    public static string UnescapeLine(string line) =>
        line.Replace("\\\\", "\\/", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\/", "\\", StringComparison.Ordinal);

    private static char? Escaped(string line, ref int position)
    {
        if (++position >= line.Length)
        {
            return null;
        }

        switch (line[position])
        {
            case '"' or '\\':
                return line[position];
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'u' when position + 4 < line.Length
                && ushort.TryParse(line.AsSpan(position + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                position += 4;
                return (char)code;
            default:
                return null;
        }
    }
}
