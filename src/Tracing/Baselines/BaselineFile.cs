using System.Globalization;
using System.Text;

namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>The text form of a baseline: <c>name: value</c>, then one line a figure, in an order that gives small differences.</summary>
internal static class BaselineFile
{
    private const string Magic = "concurrencytrace-baseline";
    private const int Version = 1;

    public static string Format(Baseline baseline)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Magic} {Version}\ntest: {baseline.Test}\nmode: {baseline.Mode}\n\n");
        foreach (var (figure, range) in baseline.Figures.OrderBy(f => f.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"{figure.Group}: {range}{(figure.Of.Length == 0 ? "" : $"  {figure.Of}")}\n");
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">The text is no baseline that this build reads; the message names the line.</exception>
    public static Baseline Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines[0] != $"{Magic} {Version}")
        {
            throw Bad(1, lines[0], $"\"{Magic} {Version}\"");
        }

        var test = Header(lines, 1, "test");
        var mode = Enum.TryParse<TraceMode>(Header(lines, 2, "mode"), out var parsed) ? parsed : throw Bad(3, lines[2], "the mode, Explore or Observe");
        var figures = new Dictionary<BaselineFigure, BaselineRange>();
        for (var i = 3; i < lines.Length; i++)
        {
            if (lines[i].Length > 0)
            {
                var (figure, range) = Figure(lines[i], i + 1);
                figures[figure] = range;
            }
        }

        return new Baseline(test, mode, figures);
    }

    private static string Header(string[] lines, int index, string name) =>
        index < lines.Length && lines[index].StartsWith(name + ":", StringComparison.Ordinal)
            ? lines[index][(name.Length + 1)..].Trim()
            : throw Bad(index + 1, index < lines.Length ? lines[index] : "", $"\"{name}: …\"");

    private static (BaselineFigure Figure, BaselineRange Range) Figure(string line, int number)
    {
        var group = Array.Find(BaselineGroups.All, g => line.StartsWith(g + ": ", StringComparison.Ordinal));
        if (group is not null)
        {
            var parts = line[(group.Length + 2)..].Split("  ", 2);
            if (BaselineRange.Parse(parts[0]) is { } range)
            {
                return (new BaselineFigure(group, parts.Length > 1 ? parts[1] : ""), range);
            }
        }

        throw Bad(number, line, "a figure such as \"contentions: 0..2\"");
    }

    private static FormatException Bad(int line, string found, string expected) =>
        new(string.Create(CultureInfo.InvariantCulture, $"line {line}: cannot read \"{found}\", expected {expected}"));
}
