using System.Text;

namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>Helpers for text built line by line.</summary>
internal static class TextTrimming
{
    /// <summary>Removes spaces at the end.</summary>
    public static StringBuilder TrimEnd(this StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        return text;
    }
}
