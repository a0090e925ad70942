using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

public class LifecycleTests
{
    [Fact]
    public void Each_schedule_has_its_own_instance_and_all_share_the_fixture()
    {
        using var run = SampleRun.Of("Lifecycle.*");
        Assert.Equal(0, run.ExitCode);
        var expected = Enumerable.Range(1, 5).SelectMany(n => new[] { $"initialized {n}", $"body {n}", $"disposed {n}" });
        Assert.Equal(["fixture made 1", .. expected, "fixture disposed"], run.Journal);
    }

    [Fact]
    public void Only_the_last_schedule_s_output_is_kept_when_all_pass()
    {
        using var run = SampleRun.Of("Lifecycle.*");
        Assert.Equal("constructor of 5\nbody of 5\n", Assert.Single(run.Tests).Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Attributes_run_around_each_schedule_in_xunit_s_order()
    {
        using var run = SampleRun.Of("Has_attributes_around");
        string[] once = ["before first", "before second", "body", "after second", "after first"];
        Assert.Equal([.. once, .. once], run.Journal);
    }

    [Fact]
    public void A_failing_constructor_fails_the_test_and_nothing_else_runs()
    {
        using var run = SampleRun.Of("FailingConstructor.*");
        Assert.Contains("constructor broke", Assert.Single(run.Tests).Message, StringComparison.Ordinal);
        Assert.Empty(run.Journal);
    }

    [Fact]
    public void A_failing_initialization_fails_the_test_and_nothing_else_runs()
    {
        using var run = SampleRun.Of("FailingInitialize.*");
        Assert.Contains("initialize broke", Assert.Single(run.Tests).Message, StringComparison.Ordinal);
        Assert.Empty(run.Journal);
    }

    [Fact]
    public void A_failing_disposal_fails_the_test_and_hides_no_failure_of_the_body()
    {
        using var run = SampleRun.Of("FailingDispose.*");
        Assert.All(run.Tests, test => Assert.Equal("Fail", test.Outcome));
        Assert.All(run.Tests, test => Assert.Contains("dispose broke", test.Message, StringComparison.Ordinal));
        Assert.Contains("body broke", run.Tests.Single(t => t.Name.EndsWith("Body_fails_too", StringComparison.Ordinal)).Message, StringComparison.Ordinal);
    }
}
