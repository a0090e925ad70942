using System.Text;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Harness.Settings;
using ConcurrencyTrace.Tracing;
using Xunit;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>What a test leaves that did not fail: a trace, as a file and as text, on disk and attached.</summary>
internal static class PassArtifacts
{
    /// <param name="name">Of the files, without extension.</param>
    /// <param name="trace">What happened.</param>
    /// <param name="context">The test.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="test">Gets the attachments; and as warnings, what could not be written.</param>
    public static void Write(string name, Trace trace, TracedTestRunnerContext context, TraceSettings settings, ITestContext test)
    {
        var artifacts = new ArtifactWriter(Path.Combine(settings.Artifacts, ArtifactNames.Folder(context.Identity)), settings);
        string?[] paths =
        [
            artifacts.Save(name + ".ctrace", "application/octet-stream", name + "-trace", () => TraceFile.Bytes(trace)),
            artifacts.Save(name + ".txt", "text/plain", name, () => Encoding.UTF8.GetBytes(TraceText.Write(trace))),
        ];
        artifacts.AttachTo(test);
        context.Left = [.. paths.OfType<string>()];
        foreach (var path in context.Left)
        {
            test.TestOutputHelper?.WriteLine($"trace    {RunDirectories.Display(path)}");
        }

        foreach (var problem in artifacts.Problems)
        {
            test.AddWarning(problem);
        }
    }
}
