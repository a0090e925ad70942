using ConcurrencyTrace.Exploration;
using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>Rules over the trace that the attribute, the assembly, the environment or the command line sets.</summary>
public class RuleTests(RulesRun all) : IClassFixture<RulesRun>
{
    [Theory]
    [InlineData("Rules.Leaks", "Expected trace to have no leaked operations (NoLeaks), but 1 operation was still live after event")]
    [InlineData("Rules.Blocks", "Expected trace to have no operation blocked for more than 999.5 ms (MaxBlockedMilliseconds), but op 1 (body) was blocked for 1000 ms:")]
    [InlineData("Rules.Waits", "Expected trace to have no synchronous waiting for asynchronous work (NoSyncOverAsync), but op 1 (body) held its thread")]
    [InlineData("Rules.Opposite", "Expected trace to have no potential deadlock (NoPotentialDeadlock), but op 1 and op 2 take")]
    [InlineData("Rules.More_than_the_assembly_allows", "Expected trace to have at most 50 live operations (MaxLiveOperations), but 51 were live at event")]
    public void A_schedule_that_breaks_one_fails(string method, string message)
    {
        var test = all.Test(method);
        Assert.Contains(": ASSERTION in schedule ", test.FirstLine, StringComparison.Ordinal);
        Assert.Contains(message, test.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Rules.Keeps_to_all")]
    [InlineData("Rules.As_many_as_the_test_allows")]
    public void One_that_keeps_to_all_passes(string method)
    {
        Assert.Equal("Pass", all.Test(method).Outcome);
    }

    [Theory]
    [InlineData("Rules.Leaks", "--trace-no-leaks", "false", "Pass")]
    [InlineData("Rules.Blocks", "CONCURRENCYTRACE_MAX_BLOCKED_MILLISECONDS", "-1", "Pass")]
    [InlineData("Rules.More_than_the_assembly_allows", "CONCURRENCYTRACE_MAX_LIVE_OPERATIONS", "0", "Pass")]
    [InlineData("Rules.As_many_as_the_test_allows", "CONCURRENCYTRACE_MAX_LIVE_OPERATIONS", "50", "Fail")]
    public void Environment_and_command_line_win(string method, string source, string value, string outcome)
    {
        using var run = new SampleRun();
        _ = source.StartsWith("--", StringComparison.Ordinal) ? run.Run(method, source, value) : run.With(source, value).Run(method);
        Assert.Equal(outcome, Assert.Single(run.Tests).Outcome);
    }

    [Fact]
    public void All_schedules_are_judged_together()
    {
        var test = all.Test("Rules.Judged_as_a_whole");
        Assert.Equal("Fail", test.Outcome);
        Assert.Contains("always", test.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_the_schedules_is_not_judged_and_leaves_its_result()
    {
        using var run = SampleRun.Of("Rules.Judged_as_a_whole", "--trace-shard", "1/2");
        var test = Assert.Single(run.Tests);
        Assert.Equal("Pass", test.Outcome);
        Assert.StartsWith("CTR0122: what AfterExploration judges was not judged: shard 1/2 is a part", Assert.Single(test.Warnings), StringComparison.Ordinal);
        Assert.Contains("CTR0122: ", test.Output, StringComparison.Ordinal);

        run.Run("Rules.Judged_as_a_whole", "--trace-shard", "2/2");
        var merged = Assert.Single(ExplorationSummary.MergeFolder(run.Artifacts));
        Assert.True(merged.LeftUnjudged);
        Assert.Equal(20, merged.Outcomes["always"]);
    }

    [Theory]
    [InlineData("Rules.Negative", "--trace-no-leaks", "false", "CTR0108: MaxLiveOperations = -1")]
    [InlineData("Rules.Leaks", "--trace-max-blocked-milliseconds", "soon", "CTR0107: --trace-max-blocked-milliseconds = \"soon\"")]
    public void A_bad_value_fails_the_test(string method, string source, string value, string message)
    {
        using var run = SampleRun.Of(method, source, value);
        Assert.Contains(message, Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
        Assert.Empty(run.Journal);
    }
}
