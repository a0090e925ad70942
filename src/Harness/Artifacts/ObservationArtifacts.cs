using System.Text;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Harness.Settings;
using ConcurrencyTrace.Tracing;
using Xunit;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>What a test on the real scheduler leaves, whether it passed or failed: its trace as text, on disk and attached.</summary>
internal static class ObservationArtifacts
{
    public static void Write(ObservationResult result, TracedTestRunnerContext context, TraceSettings settings, ITestContext test)
    {
        using var text = new StringWriter { NewLine = "\n" };
        TraceText.Write(result.Trace, text);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        test.AddAttachment("observed", bytes, replaceExistingValue: true, "text/plain");
        var path = Path.Combine(settings.Artifacts, ArtifactNames.Folder(context.Identity), "observed.txt");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
            test.TestOutputHelper?.WriteLine($"trace    {RunDirectories.Display(path)}");
        }
        catch (Exception e)
        {
            test.AddWarning(HarnessErrors.ArtifactNotWritten(RunDirectories.Display(path), e));
        }
    }
}
