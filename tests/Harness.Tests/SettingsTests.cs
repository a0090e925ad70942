using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

public class SettingsTests
{
    [Fact]
    public void The_environment_wins_over_the_attribute()
    {
        using var run = new SampleRun().With("CONCURRENCYTRACE_SCHEDULES", "4").Run("Outcomes.Passes");
        Assert.Equal(4, run.Journal.Count);
    }

    [Fact]
    public void The_command_line_wins_over_the_environment()
    {
        using var run = new SampleRun().With("CONCURRENCYTRACE_SCHEDULES", "4").Run("Outcomes.Passes", "--trace-schedules", "2");
        Assert.Equal(2, run.Journal.Count);
    }

    [Fact]
    public void An_empty_variable_is_no_setting()
    {
        using var run = new SampleRun().With("CONCURRENCYTRACE_SCHEDULES", "").Run("Outcomes.Passes");
        Assert.Equal(7, run.Journal.Count);
    }

    [Fact]
    public void The_seed_of_the_command_line_is_the_failure_s()
    {
        using var run = SampleRun.Of("Fails_an_assertion", "--trace-seed", "0x5D1C");
        Assert.Contains("(seed 0x0000000000005D1C, ", Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No_schedules", "CTR0001: Schedules = 0")]
    [InlineData("Negative_schedules", "CTR0001: Schedules = -1")]
    [InlineData("No_steps", "CTR0002: MaxSteps = 0")]
    [InlineData("Negative_budget", "CTR0003: TimeBudget = -00:00:01")]
    [InlineData("Unknown_strategy", "CTR0004: Strategy = \"Cleverness\"")]
    public void A_bad_attribute_fails_the_test_with_a_code(string method, string message)
    {
        using var run = SampleRun.Of("Settings." + method);
        Assert.Contains(message, Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
        Assert.Empty(run.Journal);
        Assert.Equal(2, run.ExitCode);
    }

    [Theory]
    [InlineData("--trace-schedules", "many", "CTR0101: --trace-schedules = \"many\"")]
    [InlineData("--trace-schedules", "99999999999", "CTR0101: ")]
    [InlineData("--trace-schedules", "0", "CTR0001: Schedules = 0")]
    [InlineData("CONCURRENCYTRACE_SCHEDULES", "1.5", "CTR0101: CONCURRENCYTRACE_SCHEDULES = \"1.5\"")]
    [InlineData("CONCURRENCYTRACE_MAX_STEPS", "-3", "CTR0002: MaxSteps = -3")]
    [InlineData("--trace-time-budget-seconds", "soon", "CTR0102: --trace-time-budget-seconds = \"soon\"")]
    [InlineData("--trace-time-budget-seconds", "0", "CTR0003: TimeBudget = 00:00:00")]
    [InlineData("--trace-seed", "12x", "CTR0103: --trace-seed = \"12x\"")]
    [InlineData("CONCURRENCYTRACE_SEED", "-1", "CTR0103: CONCURRENCYTRACE_SEED = \"-1\"")]
    [InlineData("CONCURRENCYTRACE_SEED", "0xZZ", "CTR0103: CONCURRENCYTRACE_SEED = \"0xZZ\"")]
    [InlineData("--trace-strategy", "Luck", "CTR0004: Strategy = \"Luck\"")]
    [InlineData("--trace-mode", "Dream", "CTR0104: --trace-mode = \"Dream\"")]
    [InlineData("--trace-artifacts", " ", "CTR0105: --trace-artifacts")]
    [InlineData("--trace-keep-artifacts", "sometimes", "CTR0104: --trace-keep-artifacts = \"sometimes\": no value has that name. Valid names are OnFailure, Always, Never.")]
    [InlineData("--trace-corpus", "all", "CTR0104: --trace-corpus = \"all\"")]
    [InlineData("--trace-shard", "5/4", "CTR0109: --trace-shard = \"5/4\"")]
    [InlineData("CONCURRENCYTRACE_MAX_ARTIFACT_BYTES", "-1", "CTR0115: CONCURRENCYTRACE_MAX_ARTIFACT_BYTES = \"-1\"")]
    [InlineData("--trace-prune-artifacts-days", "week", "CTR0116: --trace-prune-artifacts-days = \"week\"")]
    public void A_bad_value_fails_the_test_and_says_where_it_was_given(string source, string value, string message)
    {
        using var run = new SampleRun();
        _ = source.StartsWith("--", StringComparison.Ordinal)
            ? run.Run("Outcomes.Passes", source, value)
            : run.With(source, value).Run("Outcomes.Passes");
        Assert.Contains(message, Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
        Assert.Empty(run.Journal);
    }

    [Theory]
    [InlineData("--trace-shard", "1/2")]
    [InlineData("--trace-mode", "observe")]
    public void What_a_replay_cannot_do_contradicts_it(string option, string value)
    {
        using var run = SampleRun.Of("Outcomes.Passes", "--trace-replay", "x.schedule", option, value);
        Assert.Contains($"CTR0117: --trace-replay = \"x.schedule\" and {option} = \"{value}\" contradict each other", Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shard_runs_its_part()
    {
        using var run = SampleRun.Of("Outcomes.Passes", "--trace-shard", "1/3");
        Assert.Equal(3, run.Journal.Count); // schedules 1, 4 and 7 of 7
    }

    [Theory]
    [InlineData("Outcomes.Passes", "8/9")]
    [InlineData("Settings.Observed", "2/2")]
    public void A_test_that_has_nothing_for_a_shard_is_skipped_there(string method, string shard)
    {
        using var run = new SampleRun().With("CONCURRENCYTRACE_SHARD", shard).Run(method);
        Assert.Equal(("Skip", $"Shard {shard} has no schedule of this test: other shards run it."), (run.Tests[0].Outcome, run.Tests[0].SkipReason));
        Assert.Empty(run.Journal);
    }

    [Fact]
    public void No_limit_can_be_said_on_the_command_line()
    {
        using var run = SampleRun.Of("Rules.Blocks", "--trace-max-blocked-milliseconds", "none", "--trace-max-live-operations", "None", "--trace-time-budget-seconds", "none");
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
    }

    [Fact]
    public void A_time_budget_ends_an_exploration_without_failing_it()
    {
        using var run = SampleRun.Of("Outcomes.Passes", "--trace-schedules", "100000000", "--trace-time-budget-seconds", "0.2");
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        Assert.NotEmpty(run.Journal); // the first schedule is run, however slow the machine
    }

    [Theory]
    [InlineData("Settings.Observed", "")]
    [InlineData("Outcomes.Passes", "Observe")]
    public void Observe_runs_the_body_once(string method, string mode)
    {
        using var run = new SampleRun().With("CONCURRENCYTRACE_MODE", mode).Run(method);
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        Assert.Single(run.Journal);
    }
}
