using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;
using Microsoft.Diagnostics.NETCore.Client;

namespace ConcurrencyTrace.Capture.Tests;

/// <summary>Where the runtime lets nobody listen, the events say what is missing and nothing fails.</summary>
public class DiagnosticsDisabledTests
{
    private const string ChildVariable = "CAPTURE_TESTS_CHILD";

    [Fact]
    public void A_scope_without_diagnostics_says_what_is_missing()
    {
        var (exitCode, output) = RunSelf(nameof(Child_without_diagnostics), ("DOTNET_EnableDiagnostics", "0"));

        Assert.True(exitCode == 0, output);
        Assert.Contains("succeeded: 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Child_without_diagnostics()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(ChildVariable) == nameof(Child_without_diagnostics), "Run by the test beside it, in a process of its own.");

        var events = RuntimeCapture.Start().Stop();

        var lost = Assert.Single(events);
        Assert.Equal(EventKind.EventsLost, lost.Kind);
        Assert.StartsWith("CTR0202", lost.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scope_beside_as_many_sessions_as_there_may_be_says_what_is_missing()
    {
        var (exitCode, output) = RunSelf(nameof(Child_without_a_session_left), ("DOTNET_EnableDiagnostics", "1"));

        Assert.True(exitCode == 0, output);
        Assert.Contains("succeeded: 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Child_without_a_session_left()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(ChildVariable) == nameof(Child_without_a_session_left), "Run by the test beside it, in a process of its own.");

        var client = new DiagnosticsClient(Environment.ProcessId);
        var sessions = Enumerable.Range(0, 64).Select(_ => client.StartEventPipeSession(new EventPipeProvider("none", EventLevel.Critical), requestRundown: false, circularBufferMB: 1)).ToList();
        var events = RuntimeCapture.Start().Stop();
        sessions.ForEach(session => session.Dispose());

        Assert.StartsWith("CTR0202", Assert.Single(events, e => e.Kind == EventKind.EventsLost).Text, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) RunSelf(string method, (string Name, string Value) setting)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { typeof(DiagnosticsDisabledTests).Assembly.Location, "--filter-method", "*" + method, "--progress", "off", "--no-ansi" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[ChildVariable] = method;
        start.Environment[setting.Name] = setting.Value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, string.Create(CultureInfo.InvariantCulture, $"exit code {process.ExitCode}\n{output}"));
    }
}
