using System.Text;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Harness.Settings;
using ConcurrencyTrace.Tracing;
using Xunit;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>What a failing test leaves: the schedule, the trace as a file and as text, and a report, on disk and attached to the test.</summary>
internal sealed class FailureArtifacts
{
    private readonly List<(string Name, byte[] Content, string MediaType)> attachments = [];
    private readonly List<string> problems = [];

    private FailureArtifacts()
    {
    }

    /// <summary>The whole text of the failure.</summary>
    public string Message { get; private set; } = "";

    public static FailureArtifacts Write(ScheduleFailure failure, TracedTestRunnerContext context, ExplorerOptions options, ReplayRequest? replay)
    {
        var artifacts = new FailureArtifacts();
        var settings = TraceSettings.Resolve(context.Options, SettingSources.Read);
        var folder = Path.Combine(settings.Artifacts, ArtifactNames.Folder(context.Identity));

        // A replay leaves the file that it was given alone.
        var name = replay is null ? "failure" : "replay";
        var trace = artifacts.Save(folder, name, ".txt", "text/plain", name, () => Encoding.UTF8.GetBytes(TraceText.Write(failure.Trace)));
        var file = artifacts.Save(folder, name, ".ctrace", "application/octet-stream", replay is null ? "trace" : "replay-trace", () => TraceFile.Bytes(failure.Trace));
        var schedule = replay?.File ?? artifacts.Save(folder, name, ".schedule", "text/plain", "schedule", () => Encoding.UTF8.GetBytes(failure.Schedule.ToString()));

        var heading = FailureText.Heading(failure, context);
        var body = FailureText.Body(failure);
        var command = schedule is null ? null : ReplayCommand.For(context.Test, schedule);
        var reportName = replay is null ? "report" : "replay-report";
        var report = artifacts.Save(folder, reportName, ".md", "text/plain", reportName, () =>
            Encoding.UTF8.GetBytes(MarkdownReport.Write(heading, body, failure, options, trace, file, schedule, command)));
        artifacts.Message = FailureText.Compose(heading, body, trace, report, command, artifacts.problems);
        return artifacts;
    }

    public void AttachTo(ITestContext test)
    {
        foreach (var (name, content, mediaType) in attachments)
        {
            test.AddAttachment(name, content, replaceExistingValue: true, mediaType);
        }
    }

    // Whatever goes wrong here is said in the message: the failure itself must not be lost.
    private string? Save(string folder, string name, string extension, string mediaType, string attachment, Func<byte[]> content)
    {
        var path = Path.Combine(folder, name + extension);
        try
        {
            var bytes = content();
            attachments.Add((attachment, bytes, mediaType));
            WholeFile.Write(path, bytes);
            return path;
        }
        catch (Exception e)
        {
            problems.Add(HarnessErrors.ArtifactNotWritten(RunDirectories.Display(path), e));
            return null;
        }
    }
}
