using System.Globalization;
using System.Text;

namespace ConcurrencyTrace.Tracing.Tests;

/// <summary>The example in <c>docs/format.md</c> is what is written, and can be read.</summary>
public class FormatDocumentTests
{
    private static readonly string Document = File.ReadAllText(Samples.RepositoryFile("docs/format.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_dump_is_the_file()
    {
        var actual = Dump(Samples.Bytes(Samples.Small, TraceCompression.None));
        Assert.True(Document.Contains($"```text\n{actual}```", StringComparison.Ordinal), "docs/format.md should have this dump:\n" + actual);
    }

    [Fact]
    public void The_dump_can_be_read()
    {
        var bytes = Document.Split('\n')
            .Where(line => line.Length > 60 && line[..8].All(char.IsAsciiHexDigitLower) && line[8] == ' ')
            .SelectMany(line => line[10..58].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(pair => byte.Parse(pair, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        Samples.AssertSame(Samples.Small, Samples.Read([.. bytes]));
    }

    [Fact]
    public void The_text_is_that_of_the_same_trace() =>
        Assert.Contains($"```text\n{TraceText.Write(Samples.Small)}```", Document, StringComparison.Ordinal);

    private static string Dump(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (var (row, number) in bytes.Chunk(16).Select((row, number) => (row, number)))
        {
            var characters = string.Concat(row.Select(b => b is >= 0x20 and < 0x7F ? (char)b : '.'));
            text.Append(CultureInfo.InvariantCulture, $"{number * 16:x8}  {string.Join(' ', row.Select(b => b.ToString("x2", CultureInfo.InvariantCulture))),-47}  {characters}\n");
        }

        return text.ToString();
    }
}
