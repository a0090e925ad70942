namespace ConcurrencyTrace.Harness.Settings;

/// <summary>The test platform's results folder, which it makes before anything else, and where xunit writes attachments.</summary>
internal static class ResultsFolder
{
    private const string Option = "--results-directory";

    private static readonly Lazy<string?> Problem = new(static () => Try(RunDirectories.Results, static folder =>
    {
        using var probe = new FileStream(Path.Combine(folder, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }));

    /// <summary>Why nothing can be written into the folder of this run, in words; null where it can, or is not the platform's.</summary>
    public static string? NotWritable => RunDirectories.PlatformRuns ? Problem.Value : null;

    /// <summary>Why the folder that a command line asks for cannot be made, in words; null where it can, or none is asked for.</summary>
    public static string? NotMade(IReadOnlyList<string> arguments)
    {
        var at = arguments.ToList().FindIndex(argument => argument.StartsWith(Option, StringComparison.OrdinalIgnoreCase));
        var folder = at < 0 ? null
            : arguments[at].Length > Option.Length ? arguments[at][(Option.Length + 1)..] // "=" or ":"
            : arguments.ElementAtOrDefault(at + 1);
        return string.IsNullOrEmpty(folder) ? null : Try(folder, static _ => { });
    }

    private static string? Try(string folder, Action<string> write)
    {
        try
        {
            write(Directory.CreateDirectory(folder).FullName);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return HarnessErrors.ResultsNotWritten(folder, e);
        }
    }
}
