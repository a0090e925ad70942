using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

public class OutcomeTests
{
    [Fact]
    public void A_passing_test_runs_every_schedule_and_gives_one_result()
    {
        using var run = SampleRun.Of("Outcomes.Passes");
        var test = Assert.Single(run.Tests);
        Assert.Equal(("Pass", 0, 7), (test.Outcome, run.ExitCode, run.Journal.Count));
        Assert.True(test.Time > TimeSpan.Zero);
    }

    [Fact]
    public void A_thousand_schedules_is_the_default()
    {
        using var run = SampleRun.Of("Runs_a_thousand_by_default");
        Assert.Equal(1000, run.Journal.Count);
    }

    [Fact]
    public void Skips_are_skips()
    {
        using var run = new SampleRun().RunWith(
            "--filter-method", "*Outcomes.Skipped_always", "--filter-method", "*Outcomes.Skipped_unless", "--filter-method", "*Outcomes.Skips_itself",
            "--filter-method", "*Outcomes.Skips_by_exception", "--filter-method", "*Rows.Skipped", "--filter-method", "*Rows.Without_data");
        Assert.Equal(
            ["No data found for Samples.Rows.Without_data", "all of it", "changed my mind", "no such platform", "not today", "unless"],
            run.Tests.Select(test => test.SkipReason).Order(StringComparer.Ordinal));
        Assert.All(run.Tests, test => Assert.Equal("Skip", test.Outcome));
        Assert.Single(run.Journal); // Skips_itself begins one schedule, the others that write there none
    }

    [Fact]
    public void An_explicit_test_runs_when_asked_only()
    {
        using var not = SampleRun.Of("Only_when_asked");
        Assert.Empty(not.Journal);
        using var asked = SampleRun.Of("Only_when_asked", "--explicit", "only");
        Assert.Equal(1000, asked.Journal.Count);
    }

    [Fact]
    public void A_timeout_bounds_all_schedules_together_and_says_how_far_they_came()
    {
        using var run = SampleRun.Of("Times_out");
        var test = Assert.Single(run.Tests);
        Assert.Equal("Fail", test.Outcome);
        Assert.Contains("Test execution timed out after 2000 milliseconds", test.Message, StringComparison.Ordinal);
        Assert.Matches(@"CTR0112: the time was up after \d+ of 1000000 schedules", test.Message);
        Assert.InRange(test.Time.TotalSeconds, 0.15, 5);
    }

    [Fact]
    public void The_test_s_token_tells_of_the_timeout()
    {
        using var run = SampleRun.Of("Hears_of_the_timeout");
        Assert.Equal(["heard"], run.Journal);
        Assert.Contains("timed out after 2000 milliseconds", Assert.Single(run.Tests).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_ends_an_exploration_and_does_not_call_it_passed()
    {
        using var run = new SampleRun().RunWith("--filter-class", "Samples.Cancelled*", "--stop-on-fail", "on", "--max-threads", "2");
        Assert.Contains("CTR0113: the run was cancelled after ", run.Console, StringComparison.Ordinal);
    }

    [Fact]
    public void Traits_filter()
    {
        using var run = new SampleRun().RunWith("--filter-trait", "speed=slow");
        Assert.EndsWith("Has_a_trait", Assert.Single(run.Tests).Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Static_methods_and_display_names_work()
    {
        using var run = SampleRun.Of("Is_static");
        var test = Assert.Single(run.Tests);
        Assert.Equal(("Pass", "a name of its own"), (test.Outcome, test.Name));
    }

    [Fact]
    public void Async_void_is_refused_as_xunit_refuses_it()
    {
        using var run = SampleRun.Of("Is_async_void");
        Assert.Contains("async void", Assert.Single(run.Tests).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_knows_the_source_line()
    {
        using var run = SampleRun.Of("Outcomes.Passes");
        Assert.True(Assert.Single(run.Tests).SourceLine > 0);
    }
}
