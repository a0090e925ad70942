using System.Text;
using ConcurrencyTrace.Tracing.Places;

namespace ConcurrencyTrace.Harness.Ci;

/// <summary>Tells the build server of a failure, where one is running this.</summary>
/// <remarks>
/// Its commands go into a file that a step prints (see <c>docs/ci</c>), for neither <c>dotnet test</c> nor VSTest passes on what a test application writes.
/// </remarks>
internal static class BuildServer
{
    /// <summary>The file with the commands, in the artifacts folder.</summary>
    public const string CommandFile = "ci-commands.txt";

    private static readonly Lock Gate = new();

    /// <summary>Tells it; gives what went wrong, in words.</summary>
    public static IReadOnlyList<string> Tell(CiFailure failure, string artifacts)
    {
        var problems = new List<string>();
        var commands = Path.Combine(artifacts, CommandFile);
        if (ContinuousIntegration.IsGitHub)
        {
            Append(commands, _ => GitHubActions.Annotation(failure, Environment.GetEnvironmentVariable("GITHUB_WORKSPACE")) + "\n", problems);
            if (Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary)
            {
                Append(summary, written => GitHubActions.Addition(failure, written), problems);
            }
        }

        if (ContinuousIntegration.IsAzure)
        {
            Append(commands, _ => string.Join('\n', AzurePipelines.Commands(failure, Environment.GetEnvironmentVariable("BUILD_SOURCESDIRECTORY"))) + "\n", problems);
        }

        return problems;
    }

    // In one piece, because tests of this process and of others write there too.
    private static void Append(string path, Func<string, string> addition, List<string> problems)
    {
        try
        {
            lock (Gate)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var text = Encoding.UTF8.GetBytes(addition(File.Exists(path) ? File.ReadAllText(path) : ""));
                using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                file.Write(text);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            problems.Add(HarnessErrors.CiNotTold(path, e));
        }
    }
}
