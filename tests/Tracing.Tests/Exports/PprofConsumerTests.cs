using System.ComponentModel;
using System.Diagnostics;
using ConcurrencyTrace.Tracing.Exports;

namespace ConcurrencyTrace.Tracing.Tests.Exports;

/// <summary>Profiles, opened by <c>go tool pprof</c> where Go is installed.</summary>
public class PprofConsumerTests
{
    [Fact]
    public void Pprof_shows_where_the_time_went()
    {
        Assert.SkipUnless(Pprof("-h") is not null, "Go's pprof is not installed here; ExportTests reads the same profile with Google.Protobuf.");
        var file = Path.GetTempFileName();
        try
        {
            using (var stream = File.Create(file))
            {
                PprofExport.Write(Samples.Deadlock, PprofProfile.Synchronization, stream);
            }

            var shown = Pprof("-raw", file);
            Assert.Contains("contentions/count delay/nanoseconds[dflt]", shown, StringComparison.Ordinal);
            Assert.Matches(@"Samples\.Both .*Samples\.cs:\d+", shown);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>What it prints; null when it is not installed.</summary>
    private static string? Pprof(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("go", ["tool", "pprof", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
            process.WaitForExit();
            return output;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
