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
        Assert.Equal((6, 2), (run.Tests.Count(t => t.Outcome == "Pass"), run.Tests.Count(t => t.Outcome == "Fail")));
    }
}
