using System.Globalization;
using System.Text;

namespace ConcurrencyTrace.Harness.Ci;

/// <summary>What GitHub Actions reads: Markdown for the summary of the job, and workflow commands that annotate a line of the source.</summary>
/// <remarks>https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.</remarks>
internal static class GitHubActions
{
    // GitHub shows a summary of up to 1 MiB a step, and nothing of a longer one. Sections leave room for a line each of those that have none.
    private const int LongestSummary = 1024 * 1024 - 4096;
    private const int MostOfSections = LongestSummary - 100_000;
    private const int LongestSection = 60_000;

    /// <summary>What to add to a summary: the failure's section; where there is no room for it, a line; and once, where there is none for that.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="summary">The summary so far.</param>
    public static string Addition(CiFailure failure, string summary)
    {
        var length = Encoding.UTF8.GetByteCount(summary);
        var section = Section(failure);
        if (length + Encoding.UTF8.GetByteCount(section) <= MostOfSections)
        {
            return section;
        }

        var line = $"- {failure.Heading}: no room for more here{(failure.Report is null ? "" : ", see report.md among the artifacts")}\n";
        return length + Encoding.UTF8.GetByteCount(line) <= LongestSummary ? line : summary.EndsWith(AndMore, StringComparison.Ordinal) ? "" : AndMore;
    }

    private const string AndMore = "- … and more, which the summary has no room for\n";

    public static string Section(CiFailure failure)
    {
        var text = "#" + (failure.Markdown.Length <= LongestSection ? failure.Markdown : failure.Markdown[..LongestSection] + "\n````\n\n… the whole is in report.md\n");
        return text.TrimEnd() + "\n\n";
    }

    public static string Annotation(CiFailure failure, string? root)
    {
        var place = failure.SourceBelow(root) is { } file
            ? string.Create(CultureInfo.InvariantCulture, $"file={Property(file)},line={failure.SourceLine ?? 1},")
            : "";
        return $"::error {place}title={Property(failure.Heading)}::{Data(failure.Summary)}";
    }

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
