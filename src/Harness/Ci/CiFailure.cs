namespace ConcurrencyTrace.Harness.Ci;

/// <summary>A failure as a build server is told of it.</summary>
/// <param name="Heading">The first line of its message.</param>
/// <param name="Summary">What broke, in one line.</param>
/// <param name="Markdown">The report.</param>
/// <param name="Report">Full path of the report; null where it was not written.</param>
/// <param name="SourceFile">The test's source; null when not known.</param>
/// <param name="SourceLine">Its line, from 1; null when not known.</param>
internal sealed record CiFailure(string Heading, string Summary, string Markdown, string? Report, string? SourceFile, int? SourceLine)
{
    /// <summary>The source as a path from the root of the checkout; as it is where it is not below it.</summary>
    public string? SourceBelow(string? root) =>
        SourceFile is null || string.IsNullOrEmpty(root) || Path.GetRelativePath(root, SourceFile) is not { } relative || relative.StartsWith("..", StringComparison.Ordinal)
            ? SourceFile
            : relative.Replace('\\', '/');
}
