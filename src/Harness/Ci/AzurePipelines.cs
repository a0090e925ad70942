using System.Globalization;

namespace ConcurrencyTrace.Harness.Ci;

/// <summary>What Azure Pipelines reads: logging commands that report an issue in the source and add a file to the summary of the run.</summary>
/// <remarks>https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands.</remarks>
internal static class AzurePipelines
{
    public static IEnumerable<string> Commands(CiFailure failure, string? root)
    {
        var place = failure.SourceBelow(root) is { } file
            ? string.Create(CultureInfo.InvariantCulture, $"sourcepath={Property(file)};linenumber={failure.SourceLine ?? 1};")
            : "";
        yield return $"##vso[task.logissue type=error;{place}]{Data($"{failure.Heading}: {failure.Summary}")}";
        if (failure.Report is { } report)
        {
            yield return $"##vso[task.uploadsummary]{report}";
        }
    }

    private static string Data(string text) =>
        text.Replace("%", "%AZP25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(";", "%3B", StringComparison.Ordinal).Replace("]", "%5D", StringComparison.Ordinal);
}
