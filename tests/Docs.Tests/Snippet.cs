namespace ConcurrencyTrace.Docs.Tests;

/// <summary>One block of C# in a document.</summary>
/// <param name="Document">The document, relative to the repository.</param>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Code">Its text, after that of the blocks that it continues.</param>
/// <param name="Sources">Files of the repository that it is compiled with.</param>
internal sealed record Snippet(string Document, int Line, string Code, IReadOnlyList<string> Sources)
{
    // In a comment of their own on the line before a block.
    private const string Continues = "<!-- continues -->";
    private const string With = "<!-- with ";

    /// <summary>The blocks of a document.</summary>
    public static IEnumerable<Snippet> In(string document, IReadOnlyList<string> lines)
    {
        Snippet? last = null;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Trim() != "```csharp")
            {
                continue;
            }

            var mark = i == 0 ? "" : lines[i - 1].Trim();
            var code = string.Join('\n', lines.Skip(i + 1).TakeWhile(line => line.Trim() != "```"));
            last = mark == Continues && last is not null
                ? last with { Line = i + 1, Code = $"{last.Code}\n{code}" }
                : new Snippet(document, i + 1, code, mark.StartsWith(With, StringComparison.Ordinal) ? mark[With.Length..^"-->".Length].Split(' ', StringSplitOptions.RemoveEmptyEntries) : []);
            yield return last;
        }
    }
}
