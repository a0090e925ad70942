using System.Globalization;

namespace ConcurrencyTrace.Harness.Ci;

/// <summary>What GitHub Actions reads: Markdown for the summary of the job, and workflow commands that annotate a line of the source.</summary>
/// <remarks>https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.</remarks>
internal static class GitHubActions
{
    // GitHub shows a summary of up to 1 MiB a step, and nothing of a longer one.
    private const int LongestSection = 60_000;

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
