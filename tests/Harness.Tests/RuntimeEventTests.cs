using System.Text.RegularExpressions;
using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>The runtime's own events stand in the traces of tests on the real scheduler and of replayed failures.</summary>
public class RuntimeEventTests
{
    private static string Trace(SampleRun run, string name) =>
        File.ReadAllText(Assert.Single(Directory.GetFiles(run.Artifacts, name, SearchOption.AllDirectories)));

    [Fact]
    public void An_observed_test_has_one_trace_of_probes_and_runtime_events()
    {
        using var run = SampleRun.Of("Settings.Observed_and_failing");

        var test = Assert.Single(run.Tests);
        Assert.Equal("Fail", test.Outcome);
        var trace = Trace(run, "observed.txt");
        Assert.Contains("mode: Observe", trace, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(trace, "^operation ", RegexOptions.Multiline));
        Assert.Matches("op=2 GcBegin", trace);
        Assert.Contains("ExceptionThrown", trace, StringComparison.Ordinal);
        Assert.Contains("text=\"System.InvalidOperationException: seen", trace, StringComparison.Ordinal);
        Assert.DoesNotContain("EventsLost", trace, StringComparison.Ordinal);
    }

    [Fact]
    public void The_trace_of_a_failure_has_what_the_runtime_did_in_its_replay()
    {
        using var run = SampleRun.Of("Settings.Collects_and_fails");

        var trace = Trace(run, "failure.txt");
        Assert.Contains("mode: Explore", trace, StringComparison.Ordinal);
        var (begin, end) = (trace.IndexOf("OperationStarted", StringComparison.Ordinal), trace.IndexOf("OperationEnded", StringComparison.Ordinal));
        Assert.InRange(trace.IndexOf("GcBegin", StringComparison.Ordinal), begin, end);
        Assert.InRange(trace.IndexOf("text=\"System.InvalidOperationException: replayed", StringComparison.Ordinal), begin, end);
        Assert.DoesNotContain("OperationAbortedException", trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Settings.Observed_and_failing", "observed.txt", "seen")]
    [InlineData("Settings.Collects_and_fails", "failure.txt", "replayed")]
    public void Without_diagnostics_the_test_keeps_its_result_and_the_trace_says_what_is_missing(string method, string file, string message)
    {
        using var run = new SampleRun().With("DOTNET_EnableDiagnostics", "0").Run(method);

        Assert.Contains(message, Assert.Single(run.Tests).Message, StringComparison.Ordinal);
        Assert.Contains("CTR0202", Trace(run, file), StringComparison.Ordinal);
    }
}
