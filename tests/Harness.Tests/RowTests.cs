using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

public class RowTests
{
    [Fact]
    public void Each_inline_row_is_a_test_with_schedules_of_its_own()
    {
        using var run = SampleRun.Of("Rows.Inline");
        Assert.Equal(["Fail", "Pass"], run.Tests.Select(t => t.Outcome).Order());
        Assert.Equal(3, run.Journal.Count(line => line == "1 1"));
        Assert.Contains("2 12", run.Journal);
    }

    [Fact]
    public void Members_give_rows()
    {
        using var run = SampleRun.Of("Rows.Member");
        Assert.Equal(["1", "1", "1", "2", "2", "2"], run.Journal.Order());
    }

    [Fact]
    public void Rows_that_cannot_be_serialized_are_tests_too()
    {
        using var run = SampleRun.Of("Rows.Delayed");
        Assert.Equal(["Fail", "Pass", "Skip"], run.Tests.Select(t => t.Outcome).Order());
        Assert.Equal(["works", "works", "works"], run.Journal.Where(line => line != "breaks"));
    }

    [Fact]
    public void Generic_methods_are_closed_over_each_row()
    {
        using var run = SampleRun.Of("Rows.Generic");
        Assert.Equal(3, run.Journal.Count(line => line == "Int32 1"));
        Assert.Equal(3, run.Journal.Count(line => line == "String one"));
    }

    [Fact]
    public void Rows_whose_display_is_cut_leave_and_replay_schedules_of_their_own()
    {
        using var run = SampleRun.Of("Rows.Cut");
        var schedules = Schedules(run);
        Assert.Equal((4, 4), (run.Tests.Count, schedules.Count));
        Assert.Equal(4, schedules.Select(schedule => schedule.Test).Distinct().Count());
        Assert.All(schedules, schedule => Assert.Matches(@"^Samples\.Rows\.Cut\(.*\) #[0-9a-f]{8}$", schedule.Test));

        // The same on every machine and whatever else runs, or a seed would not be.
        Assert.Equal(schedules.Select(schedule => schedule.Test), Schedules(run.Run("Rows.Cut", "--pre-enumerate-theories", "off")).Select(schedule => schedule.Test));

        var replayed = run.Run("Rows.Cut", "--trace-replay", schedules[0].File).Tests;
        Assert.Single(replayed, test => test.FirstLine.Contains(", replayed, ", StringComparison.Ordinal));
        Assert.Equal(3, replayed.Count(test => test.Outcome == "Skip"));
    }

    [Fact]
    public void Rows_that_nothing_tells_apart_are_numbered()
    {
        using var run = SampleRun.Of("Rows.Told_apart_by_nothing");
        var tests = Schedules(run).Select(schedule => schedule.Test).ToList();
        Assert.Equal(2, tests.Count);
        Assert.Equal($"{tests[0]} #2", tests[1]);
    }

    private static List<(string Test, string File)> Schedules(SampleRun run) =>
        [.. Directory.GetFiles(run.Artifacts, "failure.schedule", SearchOption.AllDirectories).Select(file => (Test: File.ReadLines(file).ElementAt(1)["test: ".Length..], file)).OrderBy(found => found.Test, StringComparer.Ordinal)];

    [Fact]
    public void Rows_work_without_enumeration_at_discovery()
    {
        using var run = SampleRun.Of("Rows.Member", "--pre-enumerate-theories", "off");
        Assert.Equal(["Pass", "Pass"], run.Tests.Select(t => t.Outcome));
        Assert.Equal(6, run.Journal.Count);
    }

    [Fact]
    public void Every_test_can_run_in_parallel_with_every_other()
    {
        using var run = SampleRun.Of("Rows.*", "--parallel", "all");
        Assert.Equal((6, 8), (run.Tests.Count(t => t.Outcome == "Pass"), run.Tests.Count(t => t.Outcome == "Fail")));
    }
}
