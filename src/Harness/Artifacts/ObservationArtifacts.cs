using System.Text;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Harness.Settings;
using ConcurrencyTrace.Tracing;
using Xunit;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>What a test on the real scheduler leaves, whether it passed or failed: its trace, as a file and as text, on disk and attached.</summary>
internal static class ObservationArtifacts
{
    public static void Write(ObservationResult result, TracedTestRunnerContext context, TraceSettings settings, ITestContext test)
    {
        Write("observed-trace", ".ctrace", TraceFile.Bytes(result.Trace), "application/octet-stream", context, settings, test);
        Write("observed", ".txt", Encoding.UTF8.GetBytes(TraceText.Write(result.Trace)), "text/plain", context, settings, test);
    }

    /// <summary>Where the runtime's own file goes, where it is asked for.</summary>
    public static string NettracePath(TracedTestRunnerContext context, TraceSettings settings) =>
        Path.Combine(settings.Artifacts, ArtifactNames.Folder(context.Identity), "observed.nettrace");

    private static void Write(string attachment, string extension, byte[] bytes, string mediaType, TracedTestRunnerContext context, TraceSettings settings, ITestContext test)
    {
        test.AddAttachment(attachment, bytes, replaceExistingValue: true, mediaType);
        var path = Path.Combine(settings.Artifacts, ArtifactNames.Folder(context.Identity), "observed" + extension);
        try
        {
            WholeFile.Write(path, bytes);
            test.TestOutputHelper?.WriteLine($"trace    {RunDirectories.Display(path)}");
        }
        catch (Exception e)
        {
            test.AddWarning(HarnessErrors.ArtifactNotWritten(RunDirectories.Display(path), e));
        }
    }
}
