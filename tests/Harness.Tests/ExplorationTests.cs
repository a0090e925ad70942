using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

public class ExplorationTests
{
    [Theory]
    [InlineData("Opposite_locks", "DEADLOCK")]
    [InlineData("Lost_update", "ASSERTION")]
    [InlineData("Signal_that_never_comes", "DEADLOCK")]
    [InlineData("Too_many_operations", "ASSERTION")]
    public void A_bug_is_found_and_its_file_replays_it_in_a_process_of_its_own(string method, string kind)
    {
        using var run = SampleRun.Of("Exploration." + method);
        var found = Assert.Single(run.Tests);
        Assert.Matches($@"^(\S+ : )?{method}: {kind} in schedule \d+ of 1000 \(seed 0x[0-9A-F]{{16}}, ", found.FirstLine);

        run.Run("Exploration." + method, "--trace-replay", Path.Combine(run.Artifacts, "Samples.Exploration." + method, "failure.schedule"));
        var replayed = Assert.Single(run.Tests);
        Assert.Matches($@"^(\S+ : )?{method}: {kind} in schedule \d+ \(seed 0x[0-9A-F]{{16}}, replayed, ", replayed.FirstLine);
    }

    [Fact]
    public void A_test_that_is_not_woven_fails_and_is_not_run()
    {
        using var run = new SampleRun().Unwoven().Run("Exploration.Lost_update");
        Assert.Contains("CTR0125: Harness.Tests.Samples is not woven", Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
        Assert.Empty(run.Journal);

        run.Run("Outcomes.Passes", "--trace-mode", "observe");
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
    }

    [Fact]
    public void An_assertion_over_the_trace_fails_as_xunit_s_own_do_and_says_why()
    {
        using var run = SampleRun.Of("Too_many_operations");
        var test = Assert.Single(run.Tests);
        Assert.StartsWith("Too_many_operations: ASSERTION", test.FirstLine, StringComparison.Ordinal); // xunit puts the type's name first for all but its own
        Assert.Contains("to have at most 2 live operations because memory is short, but 3 were live", test.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schedule_that_no_longer_fails_does_not_pass()
    {
        using var run = SampleRun.Of("Exploration.Lost_update");
        var file = Path.Combine(run.Artifacts, "Samples.Exploration.Lost_update", "failure.schedule");
        var text = File.ReadAllText(file).Replace("Samples.Exploration.Lost_update\n", "Samples.Exploration.Completed_on_another_operation\n", StringComparison.Ordinal);
        File.WriteAllText(file, text);
        run.Run("Completed_on_another_operation", "--trace-replay", file);
        var test = Assert.Single(run.Tests);
        Assert.Equal("Fail", test.Outcome);
        Assert.Matches("NOT REPRODUCED|DIVERGENCE", test.FirstLine);
    }

    [Theory]
    [InlineData("Test_and_harness_are_one_operation")]
    [InlineData("Completed_on_another_operation")]
    [InlineData("Three_operations_at_most")]
    public void Control_is_kept_across_the_harness(string method)
    {
        using var run = SampleRun.Of("Exploration." + method);
        var test = Assert.Single(run.Tests);
        Assert.True(test.Outcome == "Pass", test.Message);
        Assert.Empty(test.Warnings);
    }

    [Fact]
    public void What_only_the_first_schedule_could_show_is_a_warning()
    {
        using var run = SampleRun.Of("Exploration.Static_field_set_on_first_use");
        Assert.Matches(@"^CTR0124: .* Exploration\.single at Exploration\.cs:\d+\. ", Assert.Single(Assert.Single(run.Tests).Warnings));
    }

    // Found by running rows in parallel: a lock that another exploration holds for a moment is taken for one that nobody will ever release.
    [Fact]
    public void Tests_that_share_a_static_lock_explore_at_the_same_time()
    {
        using var run = new SampleRun().RunWith("--filter-class", "Samples.SharedLock*", "--max-threads", "2");
        Assert.Equal(["Pass", "Pass"], run.Tests.Select(t => t.Outcome));
    }
}
