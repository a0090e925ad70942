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
    /// <param name="test">Gets the attachments; and as warnings, what could not be written.</param>
    public static void Write(string name, Trace trace, TracedTestRunnerContext context, ITestContext test)
    {
        var artifacts = context.Artifacts;
        string?[] paths =
        [
            artifacts.Save(name + ".ctrace", "application/octet-stream", name + "-trace", () => TraceFile.Bytes(trace)),
            artifacts.Save(name + ".txt", "text/plain", name, () => Encoding.UTF8.GetBytes(TraceText.Write(trace))),
        ];
        artifacts.AttachTo(test);
        Tell(paths, context, test);
    }

    /// <summary>The runtime's own file of an observed test, which comes last: it is the largest.</summary>
    /// <param name="file">Full path of the file as it was written.</param>
    /// <param name="context">The test.</param>
    /// <param name="test">Gets as warnings what could not be written.</param>
    public static void KeepNettrace(string file, TracedTestRunnerContext context, ITestContext test) =>
        Tell([context.Artifacts.Move(file, "observed.nettrace")], context, test);

    private static void Tell(IEnumerable<string?> paths, TracedTestRunnerContext context, ITestContext test)
    {
        foreach (var path in paths.OfType<string>())
        {
            context.Left.Add(path);
            test.TestOutputHelper?.WriteLine($"trace    {RunDirectories.Display(path)}");
        }

        foreach (var problem in context.Artifacts.TakeProblems())
        {
            test.AddWarning(problem);
        }
    }
}
