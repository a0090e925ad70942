using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Validation;
using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>What observed tests leave, with which options and under what conditions.</summary>
public class ObservationTests
{
    private static string[] Files(SampleRun run, string name) =>
        Directory.Exists(run.Artifacts) ? Directory.GetFiles(run.Artifacts, name, SearchOption.AllDirectories) : [];

    [Fact]
    public void Runtime_events_can_be_had_in_every_schedule()
    {
        using var run = SampleRun.Of("Settings.Collects_in_each_schedule");

        Assert.Equal(["seen", "seen"], run.Journal);
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
    }

    [Theory]
    [InlineData("Settings.Observed_and_failing", 1)]
    [InlineData("Settings.Observed", 0)]
    public void A_flight_recorder_is_written_when_the_test_fails(string method, int files)
    {
        using var run = SampleRun.Of(method, "--trace-keep-last-seconds", "60");

        Assert.Single(run.Tests);
        Assert.Equal(files, Files(run, "observed.ctrace").Length);
    }

    [Fact]
    public void A_test_that_hangs_leaves_the_trace_of_where()
    {
        using var run = SampleRun.Of("Settings.Observed_and_hanging");

        Assert.Equal("Fail", Assert.Single(run.Tests).Outcome);
        var trace = Trace.Load(Assert.Single(Files(run, "observed.ctrace")));
        Assert.Contains(trace.Events, e => e.Kind == EventKind.Blocked && e.Detail == (long)BlockReason.TaskAwait);
    }

    [Fact]
    public void The_runtime_s_own_file_is_written_on_request()
    {
        using var run = SampleRun.Of("Settings.Observed", "--trace-nettrace", "true");

        Assert.True(new FileInfo(Assert.Single(Files(run, "observed.nettrace"))).Length > 10_000);
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public void Tasks_of_a_library_are_recorded_on_request(string value, int tasks)
    {
        using var run = SampleRun.Of("Settings.Observed_with_a_library", "--trace-unwoven-tasks", value);

        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        var trace = Trace.Load(Assert.Single(Files(run, "observed.ctrace")));
        Assert.Equal(tasks, trace.Operations.Count(o => o is { Kind: OperationKind.Task, Creator: 1 }));
    }

    [Fact]
    public void Samples_stand_in_the_operation_that_was_at_work_with_their_stacks()
    {
        using var run = SampleRun.Of("Settings.Observed_at_work", "--trace-nettrace", "true");

        var trace = Trace.Load(Assert.Single(Files(run, "observed.ctrace")));
        var samples = trace.Events.Where(e => e.Kind == EventKind.CpuSample && e.Stack > 0 && trace.Stacks[e.Stack - 1].Any(IsWork)).ToList();
        var worker = Assert.Single(samples.Select(e => e.Operation).Distinct());
        Assert.Equal("Task.Run", trace.OperationWith(worker)!.Name);
        Assert.All(samples, e => Assert.InRange(e.Time, Time(EventKind.OperationStarted), Time(EventKind.OperationEnded)));
        Assert.Empty(TraceValidator.Problems(trace));
        Assert.NotEmpty(trace.Header.SystemCalls);
        Assert.DoesNotContain(
            trace.Events.Where(e => e.Kind == EventKind.CpuSample && e.Stack > 0).SelectMany(e => trace.Stacks[e.Stack - 1]).Select(site => trace.SiteAt(site).Method),
            static method => method.StartsWith("ConcurrencyTrace.Runtime.", StringComparison.Ordinal) || method.StartsWith("ConcurrencyTrace.Capture.", StringComparison.Ordinal));

        bool IsWork(long site) => trace.SiteAt(site).Method.Contains("Settings.Work", StringComparison.Ordinal);

        long Time(EventKind kind) => trace.Events.Single(e => e.Kind == kind && e.Operation == worker).Time;
    }

    [Fact]
    public void A_small_memory_loses_nothing()
    {
        using var run = SampleRun.Of("Settings.Observed_and_failing", "--trace-buffer-bytes", "0");

        var trace = Trace.Load(Assert.Single(Files(run, "observed.ctrace")));
        Assert.DoesNotContain(trace.Events, e => e.Kind == EventKind.EventsLost);
        Assert.Equal(2, trace.Events.Count(e => e.Kind == EventKind.OperationEnded));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_leaves_the_result_of_the_test()
    {
        using var run = new SampleRun();
        File.WriteAllText(Path.Combine(run.Folder, "file"), "");
        run.Run("Settings.Observed", "--trace-artifacts", "file");

        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        Assert.Contains(Assert.Single(run.Tests).Warnings, w => w.StartsWith("CTR0111", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_processes_that_write_one_folder_leave_whole_files()
    {
        using var first = new SampleRun();
        using var second = new SampleRun();
        var shared = Path.Combine(first.Folder, "shared");
        Parallel.Invoke(
            () => first.Run("Settings.Observed_and_failing", "--trace-artifacts", shared),
            () => second.Run("Settings.Observed_and_failing", "--trace-artifacts", shared));

        Assert.Contains("seen", Assert.Single(first.Tests).Message, StringComparison.Ordinal);
        Assert.Contains("seen", Assert.Single(second.Tests).Message, StringComparison.Ordinal);
        var files = Directory.GetFiles(shared, "*", SearchOption.AllDirectories);
        Assert.Equal(["observed.ctrace", "observed.txt", "report.md"], files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files.Where(file => !file.EndsWith(".md", StringComparison.Ordinal)), file => Assert.Equal(2, Trace.Load(file).Operations.Count));
    }
}
