using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Settings;
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
    public void An_empty_variable_is_no_setting_and_an_unknown_one_is_told()
    {
        using var run = new SampleRun().With("CONCURRENCYTRACE_SCHEDULES", "").With("CONCURRENCYTRACE_SCHEDULE", "5").Run("Outcomes.Passes");
        Assert.Equal(7, run.Journal.Count);
        Assert.StartsWith("CTR0127: CONCURRENCYTRACE_SCHEDULE is the variable of no setting", Assert.Single(Assert.Single(run.Tests).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_seed_of_the_command_line_is_the_failure_s()
    {
        using var run = SampleRun.Of("Fails_an_assertion", "--trace-seed", "0x5D1C");
        Assert.Contains("(seed 0x0000000000005D1C, ", Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_attribute_fails_the_test_with_a_code()
    {
        using var run = new SampleRun().RunWith(
            "--filter-method", "*Settings.No_schedules", "--filter-method", "*Settings.Negative_schedules", "--filter-method", "*Settings.No_steps",
            "--filter-method", "*Settings.Negative_budget", "--filter-method", "*Settings.Unknown_strategy", "--filter-method", "*Settings.Observes_schedules");
        Assert.Equal(
            ["CTR0001: Schedules = -1", "CTR0001: Schedules = 0", "CTR0002: MaxSteps = 0", "CTR0003: TimeBudget = -00:00:01", "CTR0004: Strategy = \"Cleverness\"", "CTR0117: Mode = \"Observe\" and Schedules = \"5\" contradict each other"],
            run.Tests.Select(test => test.FirstLine).Order(StringComparer.Ordinal).Select(line => line[line.IndexOf("CTR", StringComparison.Ordinal)..].Split(": ") is [var code, var what, ..] ? $"{code}: {what}" : line));
        Assert.Empty(run.Journal);
        Assert.Equal(2, run.ExitCode);
    }

    [Theory]
    [InlineData("--trace-schedules", "many", "CTR0101: --trace-schedules = \"many\"")]
    [InlineData("--trace-schedules", "99999999999", "CTR0101: ")]
    [InlineData("--trace-schedules", "0", "CTR0001: Schedules = 0")]
    [InlineData("--trace-schedules", "-1", "CTR0001: Schedules = -1")]
    [InlineData("CONCURRENCYTRACE_SCHEDULES", "1.5", "CTR0101: CONCURRENCYTRACE_SCHEDULES = \"1.5\"")]
    [InlineData("CONCURRENCYTRACE_MAX_STEPS", "-3", "CTR0002: MaxSteps = -3")]
    [InlineData("CONCURRENCYTRACE_MAX_STALL_MILLISECONDS", "-1", "CTR0024: MaxStallMilliseconds = -1")]
    [InlineData("--trace-max-stall-milliseconds", "0.5", "CTR0101: --trace-max-stall-milliseconds = \"0.5\"")]
    [InlineData("--trace-time-budget-seconds", "soon", "CTR0102: --trace-time-budget-seconds = \"soon\"")]
    [InlineData("--trace-time-budget-seconds", "0", "CTR0003: TimeBudget = 00:00:00")]
    [InlineData("--trace-time-budget-seconds", "NaN", "CTR0102: ")]
    [InlineData("--trace-seed", "12x", "CTR0103: --trace-seed = \"12x\"")]
    [InlineData("CONCURRENCYTRACE_SEED", "-1", "CTR0103: CONCURRENCYTRACE_SEED = \"-1\"")]
    [InlineData("CONCURRENCYTRACE_SEED", "0xZZ", "CTR0103: CONCURRENCYTRACE_SEED = \"0xZZ\"")]
    [InlineData("--trace-strategy", "Luck", "CTR0004: Strategy = \"Luck\"")]
    [InlineData("--trace-mode", "Dream", "CTR0104: --trace-mode = \"Dream\"")]
    [InlineData("--trace-mode", "1", "CTR0104: --trace-mode = \"1\"")]
    [InlineData("--trace-artifacts", " ", "CTR0105: --trace-artifacts")]
    [InlineData("--trace-check-data-races", "perhaps", "CTR0106: --trace-check-data-races")]
    [InlineData("--trace-keep-artifacts", "sometimes", "CTR0104: --trace-keep-artifacts = \"sometimes\": no value has that name. Valid names are OnFailure, Always, Never.")]
    [InlineData("--trace-corpus", "all", "CTR0104: --trace-corpus = \"all\"")]
    [InlineData("--trace-baselines", "all", "CTR0104: --trace-baselines = \"all\": no value has that name. Valid names are Compare, Accept.")]
    [InlineData("--trace-shard", "5/4", "CTR0109: --trace-shard = \"5/4\"")]
    [InlineData("--trace-shard", "-1/4", "CTR0109: --trace-shard = \"-1/4\"")]
    [InlineData("--trace-keep-last-seconds", "-1", "CTR0115: KeepLastSeconds = -1")]
    [InlineData("--trace-keep-bytes", "-1", "CTR0115: --trace-keep-bytes = \"-1\"")]
    [InlineData("CONCURRENCYTRACE_MAX_ARTIFACT_BYTES", "-1", "CTR0115: CONCURRENCYTRACE_MAX_ARTIFACT_BYTES = \"-1\"")]
    [InlineData("--trace-max-artifact-bytes", "0", "CTR0121: MaxArtifactBytes = 0: no file is so small")]
    [InlineData("--trace-max-live-operations", "-2", "CTR0108: MaxLiveOperations = -2")]
    [InlineData("--trace-prune-artifacts-days", "week", "CTR0116: --trace-prune-artifacts-days = \"week\"")]
    [InlineData("--trace-prune-artifacts-days", "-1", "CTR0116: --trace-prune-artifacts-days = \"-1\"")]
    public void A_bad_value_is_told_with_where_it_was_given(string source, string value, string message) =>
        Assert.StartsWith(message, Record.Exception(() => Resolve([(source, value)]))?.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("CTR0101: --trace-schedules = \"many\"", "--trace-schedules", "many")]
    [InlineData("CTR0001: Schedules = -1", "--trace-schedules=-1")]
    [InlineData("CTR0103: --trace-seed = \"-1\"", "--trace-seed=-1")]
    public void A_bad_value_on_the_command_line_fails_the_test(string message, params string[] arguments)
    {
        using var run = SampleRun.Of("Outcomes.Passes", arguments);
        Assert.Contains(message, Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
        Assert.Empty(run.Journal);
    }

    [Fact]
    public void A_negative_value_on_the_command_line_comes_after_an_equals_sign()
    {
        using var run = SampleRun.Of("Rules.Blocks", "--trace-max-blocked-milliseconds=-1");
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        run.Run("Rules.Blocks", "--trace-max-blocked-milliseconds", "-1");
        Assert.Contains("-1", run.Console, StringComparison.Ordinal); // the platform takes it for an option, and says so
        Assert.Empty(run.Tests);
        Assert.NotEqual(0, run.ExitCode);
    }

    [Theory]
    [InlineData("--trace-replay=x.schedule", "--trace-shard=1/2", "a replay runs one schedule")]
    [InlineData("--trace-replay=x.schedule", "CONCURRENCYTRACE_SHARD=1/2", "a replay runs one schedule")]
    [InlineData("--trace-replay=x.schedule", "--trace-mode=observe", "a replay runs on our scheduler")]
    [InlineData("--trace-replay=x.schedule", "Mode=Observe", "a replay runs on our scheduler")]
    [InlineData("--trace-replay=x.schedule", "--trace-schedules=5", "a replay runs one schedule, as its file says")]
    [InlineData("CONCURRENCYTRACE_REPLAY=x.schedule", "CONCURRENCYTRACE_SEED=5", "a replay runs one schedule, as its file says")]
    [InlineData("--trace-replay=x.schedule", "--trace-strategy=PCT", "a replay runs one schedule, as its file says")]
    [InlineData("--trace-replay=x.schedule", "--trace-time-budget-seconds=5", "a replay runs one schedule, as its file says")]
    [InlineData("--trace-replay=x.schedule", "--trace-corpus=refresh", "a replay leaves the corpus alone")]
    [InlineData("--trace-replay=x.schedule", "--trace-baselines=accept", "a baseline is approved over all schedules")]
    [InlineData("--trace-shard=1/2", "CONCURRENCYTRACE_BASELINES=accept", "a baseline is approved over all schedules")]
    [InlineData("Mode=Observe", "Schedules=5", "in Observe mode the test runs once, on the real scheduler")]
    [InlineData("Mode=Observe", "Strategy=PCT", "in Observe mode the test runs once, on the real scheduler")]
    [InlineData("--trace-mode=observe", "--trace-time-budget-seconds=1", "in Observe mode the test runs once, on the real scheduler")]
    [InlineData("--trace-mode=observe", "--trace-runtime-events=onfailure", "in Observe mode the test runs once, on the real scheduler")]
    [InlineData("--trace-mode=observe", "--trace-corpus=promote", "in Observe mode there are no schedules")]
    [InlineData("Mode=Explore", "KeepLastSeconds=5", "it is for tests in Observe mode")]
    [InlineData("--trace-mode=explore", "--trace-nettrace=true", "it is for tests in Observe mode")]
    [InlineData("--trace-mode=explore", "--trace-unwoven-tasks=true", "it is for tests in Observe mode")]
    [InlineData("--trace-mode=explore", "--trace-buffer-bytes=0", "it is for tests in Observe mode")]
    [InlineData("KeepArtifacts=Never", "MaxArtifactBytes=1000", "no file is left")]
    [InlineData("--trace-keep-artifacts=never", "--trace-artifacts=out", "no file is left")]
    [InlineData("--trace-keep-artifacts=never", "--trace-nettrace=true", "no file is left")]
    [InlineData("Strategy=Exhaustive", "Seed=7", "an exhaustive search leaves nothing to chance")]
    public void Values_that_contradict_each_other_are_refused(string one, string other, string reason)
    {
        var message = Record.Exception(() => Resolve([Split(one), Split(other)]))?.Message;
        Assert.Equal($"CTR0117: {Words(one)} and {Words(other)} contradict each other: {reason}. Leave one of them out.", message);

        static string Words(string given) => Split(given) is var (name, value) ? $"{name} = \"{value}\"" : "";
    }

    [Theory]
    [InlineData("Mode=Observe", "--trace-schedules=5")] // for the tests that explore
    [InlineData("Schedules=5", "--trace-mode=observe")] // this time
    [InlineData("KeepLastSeconds=5", "Schedules=5")] // for when it is observed
    [InlineData("--trace-mode=observe", "--trace-shard=1/2")] // observed tests run on the first machine
    [InlineData("--trace-mode=explore", "--trace-keep-last-seconds=0")]
    [InlineData("--trace-replay=x.schedule", "CONCURRENCYTRACE_SEED=5")] // the nightly seed, and a replay by hand
    [InlineData("--trace-replay=x.schedule", "--trace-corpus=promote")]
    [InlineData("--trace-shard=1/2", "--trace-seed=5")]
    [InlineData("--trace-shard=1/1", "--trace-baselines=accept")]
    [InlineData("--trace-shard=1/2", "--trace-keep-artifacts=never")]
    [InlineData("--trace-strategy=Exhaustive", "--trace-schedules=5")]
    [InlineData("KeepArtifacts=Never", "--trace-max-artifact-bytes=1000")] // for the tests that leave some
    [InlineData("--trace-keep-last-seconds=5", "--trace-keep-bytes=5000")]
    public void What_has_a_meaning_together_is_not(string one, string other) => Resolve([Split(one), Split(other)]);

    [Fact]
    public void A_shard_runs_its_part()
    {
        using var run = SampleRun.Of("Outcomes.Passes", "--trace-shard", "2/4", "--trace-schedules", "40");
        Assert.Equal(10 + 25, run.Journal.Count); // its own, and the other machines' of the first 32 and every ninth, which all run
        var summary = ExplorationSummary.Load(Path.Combine(run.Artifacts, "Samples.Outcomes.Passes", "shard-2-of-4.json"));
        Assert.Equal((10, 40, "2/4"), (summary.SchedulesRun, summary.Schedules, summary.Shard.ToString()));
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

    private static (string Name, string Value) Split(string given) => given.Split('=', 2) is [var name, var value] ? (name, value) : default;

    // What is given: on the command line, in the environment, or, by its property's name, on the attribute.
    private static void Resolve(IReadOnlyList<(string Name, string Value)> given)
    {
        var attribute = new TracedOptions();
        foreach (var (name, value) in given)
        {
            if (typeof(TracedOptions).GetProperty(name) is { } property)
            {
                var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                property.SetValue(attribute, type.IsEnum ? Enum.Parse(type, value) : Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        TraceSettings.Resolve(attribute, new TracedOptions(), setting =>
            given.Where(g => g.Name == "--" + setting.Option || g.Name == setting.Environment).Select(g => new SettingValue(g.Value, g.Name)).FirstOrDefault())
            .ToExplorerOptions("T").Validate();
    }
}
