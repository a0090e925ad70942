using System.Reflection;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Validation;
using Process = System.Diagnostics.Process;
using ProcessStartInfo = System.Diagnostics.ProcessStartInfo;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Sessions outside of tests, each in a process of its own.</summary>
public sealed class TraceSessionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("trace-session-").FullName;

    private string File => Path.Combine(folder, "program.ctrace");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Process Start(params string[] arguments) => StartThrough("dotnet", [], arguments);

    private static Process StartThrough(string command, string[] before, string[] arguments)
    {
        var program = typeof(TraceSessionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Sessions").Value!;
        var start = new ProcessStartInfo(command) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in before.Append(program).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // or the runtime itself would need large files
        return Process.Start(start)!;
    }

    private static (int Exit, string Output) Run(Process process)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
    }

    /// <summary>In a process that can make no file larger than this: a disk that fills up.</summary>
    private static (int Exit, string Output) RunOnSmallDisk(int kilobytes, params string[] arguments) =>
        Run(StartThrough("bash", ["-c", $"trap '' XFSZ; ulimit -f {kilobytes}; exec dotnet \"$@\"", "bash"], arguments));

    private static Trace Valid(string file)
    {
        var trace = Trace.Load(file);
        Assert.Empty(TraceValidator.Problems(trace));
        return trace;
    }

    [Fact]
    public void Everything_that_the_program_does_is_in_the_file_however_small_the_memory()
    {
        Assert.Equal((0, "nothing is missing\nthe program ends as it would have\n"), Run(Start("all", File, "5000")));

        var trace = Valid(File);
        Assert.Equal(("sessions", TraceMode.Observe), (trace.Header.Test, trace.Header.Mode));
        Assert.NotEmpty(trace.Header.Modules);
        Assert.DoesNotContain(trace.Events, e => e.Kind == EventKind.EventsLost);
        Assert.Equal(Enumerable.Range(1, 20_000).Select(i => (long)i), trace.Events.Where(e => e.Kind == EventKind.Count).Select(e => e.Detail).Order());
        Assert.Equal(20_000, trace.Events.Count(e => e.Kind == EventKind.Sent));
        Assert.Equal(20_000, trace.Events.Count(e => e.Kind == EventKind.Received));
        Assert.All(trace.Events.Where(e => e.Kind == EventKind.Sent), e => Assert.Equal("ChannelWriter.WriteAsync", trace.SiteAt(e.Site).Member));
    }

    [Fact]
    public void A_program_that_is_killed_leaves_a_file_that_is_good_up_to_its_last_whole_chunk()
    {
        using (var process = Start("hold", File))
        {
            Assert.Equal("ready", process.StandardOutput.ReadLine());
            process.Kill();
            process.WaitForExit();
        }

        var trace = Valid(File);
        Assert.StartsWith("CTR0306", Assert.Single(trace.Events, e => e.Kind == EventKind.EventsLost).Text, StringComparison.Ordinal);
        Assert.Contains(trace.Events, e => e.Kind == EventKind.Count);
    }

    [Fact]
    public void A_flight_recorder_has_the_end_and_says_that_the_beginning_is_missing()
    {
        var (exit, output) = Run(Start("last", File));
        Assert.True(exit == 0, output);

        var trace = Valid(File);
        Assert.StartsWith("CTR0604", Assert.Single(trace.Events, e => e.Kind == EventKind.EventsLost).Text, StringComparison.Ordinal);
        Assert.Equal("saved now", trace.Events.Last(e => e.Kind == EventKind.Log).Text);
        Assert.InRange(trace.Events.Count(e => e.Kind == EventKind.Count), 1, 7_999);

        Assert.Contains(trace.Events, e => e.Kind == EventKind.HeapSize); // from elsewhere

        var second = Valid(File + ".second");
        Assert.Contains(second.Events, e => e.Kind == EventKind.HeapSize);
        Assert.Contains(second.Events, e => e.Kind == EventKind.EventsLost);
        Assert.Equal("after the first", Assert.Single(second.Events, e => e.Kind == EventKind.Log).Text);
    }

    [Fact]
    public void A_flight_recorder_is_written_when_the_program_dies_of_an_exception()
    {
        var (exit, output) = Run(Start("die", File));

        Assert.NotEqual(0, exit);
        Assert.Contains("the program's own end", output, StringComparison.Ordinal);
        var trace = Valid(File);
        Assert.Equal("about to die", trace.Events.Last(e => e.Kind == EventKind.Log).Text);
        Assert.Equal(400, trace.Events.Count(e => e.Kind == EventKind.Count));
    }

    [Fact]
    public void Events_from_elsewhere_are_in_the_file_at_their_time()
    {
        var (exit, output) = Run(Start("beside", File));
        Assert.True(exit == 0, output);

        var trace = Valid(File);
        var beside = trace.Events.Where(e => e.Kind == EventKind.HeapSize).ToList();
        Assert.True(beside.Count > 2);
        Assert.Equal(Enumerable.Range(1, beside.Count).Select(i => (long)i), beside.Select(e => e.Detail));
        Assert.All(beside, e => Assert.Equal(e.Text, e.Time.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(trace.Events.Select(e => e.Time).Order(), trace.Events.Select(e => e.Time));
        Assert.Equal(Assert.Single(trace.Events, e => e.Text == "by the main thread").Operation, beside[^1].Operation);
    }

    [Fact]
    public void A_session_that_begins_where_another_ended_has_all_that_comes_after()
    {
        var (exit, output) = Run(Start("again", File));
        Assert.True(exit == 0, output);
        Assert.All(
            [File, File + ".second"],
            file => Assert.Equal(["begins", "beside", "goes on"], Valid(file).Events.Where(e => e.Kind == EventKind.Log).Select(e => e.Text)));
    }

    [Fact]
    public void A_session_that_is_on_when_the_process_ends_ends_before_its_handlers_are_called()
    {
        var (exit, output) = Run(Start("exit", File));
        Assert.True(exit == 0, output);
        Assert.Equal("the session has ended", output.Trim());
        Assert.Equal("last", Assert.Single(Valid(File).Events, e => e.Kind == EventKind.Log).Text);
    }

    [Fact]
    public void One_session_is_on_at_a_time() =>
        Assert.StartsWith("CTR0601", Run(Start("twice", File)).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("/proc/nowhere/program.ctrace")]
    public void A_file_that_cannot_be_written_is_refused_at_the_start(string path)
    {
        var (exit, output) = Run(Start("all", path, "1"));

        Assert.NotEqual(0, exit);
        Assert.Contains("CTR0602: " + path, output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_fills_up_ends_the_trace_and_not_the_program()
    {
        var (exit, output) = RunOnSmallDisk(32, "all", File, "5000");

        Assert.True(exit == 0, output);
        Assert.StartsWith("CTR0603", output, StringComparison.Ordinal);
        Assert.EndsWith("the program ends as it would have\n", output, StringComparison.Ordinal);
        var trace = Valid(File);
        Assert.Single(trace.Events, e => e.Kind == EventKind.EventsLost);
        Assert.InRange(trace.Events.Count(e => e.Kind == EventKind.Count), 1, 19_999);
    }

    [Fact]
    public void An_observation_that_does_not_fit_into_memory_is_whole()
    {
        var (exit, output) = Run(Start("observe", "5000"));

        Assert.Equal((0, "the body ended well\nnothing is missing\n20000\n"), (exit, output));
    }

    [Fact]
    public void An_observation_on_a_disk_that_fills_up_says_what_is_missing_and_keeps_its_result()
    {
        var (exit, output) = RunOnSmallDisk(32, "observe", "5000");

        Assert.True(exit == 0, output);
        Assert.StartsWith("the body ended well\nCTR0603", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_cannot_write_one_file()
    {
        using var first = Start("hold", File);
        Assert.Equal("ready", first.StandardOutput.ReadLine());
        var (exit, output) = Run(Start("all", File, "1"));
        first.Kill();
        first.WaitForExit();

        Assert.NotEqual(0, exit);
        Assert.Contains("CTR0602", output, StringComparison.Ordinal);
        Assert.Contains(Valid(File).Events, e => e.Kind == EventKind.Count);
    }
}
