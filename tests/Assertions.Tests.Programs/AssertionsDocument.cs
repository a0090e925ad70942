using System.Reflection;
using System.Text;

namespace ConcurrencyTrace.Assertions.Tests.Programs;

/// <summary>Makes <c>docs/assertions.md</c> of the pairs: the source of each assertion and of a program that violates it, and what it then says.</summary>
internal static class AssertionsDocument
{
    public static string FilePath { get; } = Path.Combine(
        typeof(AssertionsDocument).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!, "docs", "assertions.md");

    public static string Make(string introduction)
    {
        var text = new StringBuilder(introduction.TrimEnd()).Append("\n\n").Append(Marker).Append('\n');
        foreach (var pair in MutationTests.All)
        {
            text.Append("\n### ").Append(pair.Name).Append("\n\n");
            Block(text, "csharp", $"TraceContext.Current.AfterRun({Dedent(pair.Snippet)});");
            if (pair.Program.Length > 0)
            {
                text.Append("\nafter\n\n");
                Block(text, "csharp", $"Explorer.Run({Dedent(pair.Program)});");
            }

            text.Append(pair.Remark.Length > 0 ? $"\n{pair.Remark}, fails with\n\n" : "\nfails with\n\n");
            Block(text, "text", MutationTests.Message(pair, pair.Wrong()));
        }

        text.Append("\n## All schedules together\n\n");
        Block(text, "csharp", $"Explorer.Run({Dedent(WholeExploration.Source)});");
        text.Append("\nfails with\n\n");
        Block(text, "text", WholeExploration.Message);
        return text.ToString();
    }

    /// <summary>What a person wrote, above what is generated.</summary>
    public static string Introduction(string document) =>
        document.IndexOf(Marker, StringComparison.Ordinal) is var at and >= 0 ? document[..at] : document;

    private const string Marker = "<!-- From here on this file is generated: run the tests of Assertions.Tests.Programs with CONCURRENCYTRACE_ACCEPT=1. -->";

    private static void Block(StringBuilder text, string language, string content) =>
        text.Append("```").Append(language).Append('\n').Append(content).Append("\n```\n");

    // The source of an argument begins in the middle of its first line; where it ends with a bracket, that is as far to the left.
    private static string Dedent(string source)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var indent = lines.Skip(1).Where(line => line.Trim().Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        indent -= lines[^1].TrimStart().StartsWith('}') ? 0 : 4;
        return string.Join('\n', lines.Select((line, i) => i == 0 || line.Length < indent ? line : line[indent..])).TrimEnd();
    }
}
