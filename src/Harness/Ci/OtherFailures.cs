using System.Text;
using ConcurrencyTrace.Harness.Artifacts;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Harness.Settings;
using Xunit;
using Xunit.Sdk;

namespace ConcurrencyTrace.Harness.Ci;

/// <summary>Tells the build server of a failure that is not a schedule's: of an observed test, a timeout, what is judged after all schedules, options that cannot be used.</summary>
internal static class OtherFailures
{
    /// <summary>Tells it, with a report among the artifacts; gives what went wrong, in words.</summary>
    public static IReadOnlyList<string> Tell(TracedTestRunnerContext context, Exception exception, string message)
    {
        var kind = exception is TestTimeoutException ? "TIMEOUT" : exception.GetType().GetInterfaces().Any(i => i.Name == nameof(IAssertionException)) ? "ASSERTION" : "EXCEPTION";
        var heading = $"{context.Identity[(context.Test.TestMethod.TestClass.TestClassName.Length + 1)..]}: {kind}";
        var markdown = Markdown(heading, message, context);
        var problems = new List<string>();
        string? report = null;
        if (context.Settings is not null)
        {
            var artifacts = context.Artifacts;
            report = artifacts.Save("report.md", "text/plain", "report", () => Encoding.UTF8.GetBytes(markdown));
            artifacts.AttachTo(TestContext.Current);
            problems.AddRange(artifacts.TakeProblems());
        }

        var failure = new CiFailure(heading, message.Split('\n')[0].Trim(), markdown, report, context.Test.TestCase.SourceFilePath, context.Test.TestCase.SourceLineNumber);
        return [.. problems, .. BuildServer.Tell(failure, context.Settings?.Artifacts ?? TraceSettings.DefaultArtifacts)];
    }

    private static string Markdown(string heading, string message, TracedTestRunnerContext context)
    {
        var text = new StringBuilder().Append("# ").Append(heading).Append("\n\n````text\n").Append(message.ReplaceLineEndings("\n")).Append("\n````\n\n| | |\n|---|---|\n");
        text.Append("| test | `").Append(context.Identity.Replace("|", "\\|", StringComparison.Ordinal)).Append("` |\n");
        foreach (var file in context.Left)
        {
            text.Append("| trace | `").Append(RunDirectories.Display(file)).Append("` |\n");
        }

        return text.ToString();
    }
}
