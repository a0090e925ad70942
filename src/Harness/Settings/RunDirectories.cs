namespace ConcurrencyTrace.Harness.Settings;

/// <summary>Where the run was started and where its results go.</summary>
internal static class RunDirectories
{
    private const string StartKey = "ConcurrencyTrace.StartDirectory";
    private const string ResultsKey = "ConcurrencyTrace.ResultsDirectory";

    /// <summary>The current directory at start: xunit changes it later, and relative paths are the user's.</summary>
    public static string Start =>
        AppContext.GetData(StartKey) as string
        ?? (Environment.GetEnvironmentVariable("PWD") is { Length: > 0 } shell && Directory.Exists(shell) ? shell : Environment.CurrentDirectory);

    /// <summary>The test platform's results folder, or the one beside the test assembly.</summary>
    public static string Results => AppContext.GetData(ResultsKey) as string ?? Path.Combine(AppContext.BaseDirectory, "TestResults");

    /// <summary>Whether the test platform runs the tests, so that its options are there; VSTest and xunit's own console have none.</summary>
    public static bool PlatformRuns => AppContext.GetData(ResultsKey) is string;

    /// <summary>Whether <c>dotnet test</c> started the test platform, for which the SDK has to be told so; else it was started as a program.</summary>
    public static bool PlatformIsTold => PlatformRuns && Environment.GetCommandLineArgs().Contains("--dotnet-test-pipe", StringComparer.Ordinal);

    /// <summary>Whether a person started the test application and xunit's own console runs the tests. VSTest starts it so that it can be told what to run.</summary>
    public static bool ConsoleRuns => !PlatformRuns && !Environment.GetCommandLineArgs().Contains("-automated", StringComparer.OrdinalIgnoreCase);

    public static void SetStart(string directory) => AppContext.SetData(StartKey, directory);

    public static void SetResults(string directory) => AppContext.SetData(ResultsKey, directory);

    /// <summary>The path as a person types it: relative to the start when below it.</summary>
    public static string Display(string path)
    {
        var relative = Path.GetRelativePath(Start, path);
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
