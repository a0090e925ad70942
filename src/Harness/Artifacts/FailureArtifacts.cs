using System.Text;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Ci;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Harness.Settings;
using ConcurrencyTrace.Tracing;
using Xunit;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>What a failing test leaves: the schedule, the trace as a file and as text, and a report, on disk and attached to the test.</summary>
internal static class FailureArtifacts
{
    /// <summary>Writes them, attaches them, tells the build server, and gives the whole text of the failure, with the notices, since consoles show no warnings.</summary>
    public static string Write(ScheduleFailure failure, TracedTestRunnerContext context, ExplorerOptions options, ReplayRequest? replay, TraceSettings settings, IReadOnlyList<string> notices, ITestContext test)
    {
        var artifacts = context.Artifacts;

        // A replay leaves the file that it was given alone.
        var name = replay is null ? "failure" : "replay";
        var schedule = replay?.File ?? artifacts.Save(name + ".schedule", "text/plain", "schedule", () => Encoding.UTF8.GetBytes(failure.Schedule.ToString()));
        var file = artifacts.Save(name + ".ctrace", "application/octet-stream", replay is null ? "trace" : "replay-trace", () => TraceFile.Bytes(failure.Trace));
        var trace = artifacts.Save(name + ".txt", "text/plain", name, () => Encoding.UTF8.GetBytes(TraceText.Write(failure.Trace)));

        var heading = FailureText.Heading(failure, context);
        var body = FailureText.Body(failure);
        var command = schedule is null ? null : ReplayCommand.For(context.Test, schedule);
        var markdown = MarkdownReport.Write(heading, body, failure, options, trace, file, schedule, command);
        var reportName = replay is null ? "report" : "replay-report";
        var report = artifacts.Save(reportName + ".md", "text/plain", reportName, () => Encoding.UTF8.GetBytes(markdown));

        artifacts.AttachTo(test);
        var problems = notices.Concat(artifacts.TakeProblems()).Concat(BuildServer.Tell(new CiFailure(heading, failure.Summary, markdown, report, context.Test.TestCase.SourceFilePath, context.Test.TestCase.SourceLineNumber), settings.Artifacts));
        return FailureText.Compose(heading, body, trace, report, command, [.. problems]);
    }
}
