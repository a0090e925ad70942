using ConcurrencyTrace.Tracing;
using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

public class ReplayTests
{
    [Theory]
    [InlineData("--trace-replay")]
    [InlineData("CONCURRENCYTRACE_REPLAY")]
    public void The_file_of_a_failure_gives_it_again(string how)
    {
        using var run = SampleRun.Of("Fails_an_assertion");
        var file = Path.GetRelativePath(run.Folder, Path.Combine(run.Artifacts, "Samples.Outcomes.Fails_an_assertion", "failure.schedule"));
        var before = File.ReadAllText(Path.Combine(run.Folder, file));
        _ = how.StartsWith("--", StringComparison.Ordinal)
            ? run.Run("Fails_an_assertion", how, file)
            : run.With(how, file).Run("Fails_an_assertion");
        var test = Assert.Single(run.Tests);
        Assert.Matches(@"Fails_an_assertion: ASSERTION in schedule 1 \(seed 0x[0-9A-F]{16}, replayed, ", test.FirstLine);
        Assert.Contains("Assert.Equal() Failure", test.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Path.Combine(run.Folder, file)));
        Assert.Equal(before, Trace.Load(Path.Combine(run.Artifacts, "Samples.Outcomes.Fails_an_assertion", "replay.ctrace")).Header.ScheduleText);
    }

    [Fact]
    public void Other_tests_fail_and_say_what_to_filter_for()
    {
        using var run = SampleRun.Of("Fails_an_assertion");
        var file = Path.Combine(run.Artifacts, "Samples.Outcomes.Fails_an_assertion", "failure.schedule");
        run.Run("Outcomes.Passes", "--trace-replay", file);
        Assert.Contains("CTR0110: this run replays \"Samples.Outcomes.Fails_an_assertion\"", Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
        Assert.Empty(run.Journal);
    }

    [Theory]
    [InlineData("Inline")]
    [InlineData("Delayed")]
    public void The_other_rows_of_a_theory_are_skipped(string theory)
    {
        using var run = SampleRun.Of($"Rows.{theory}");
        run.Run($"Rows.{theory}", "--trace-replay", FailureFile(run));
        Assert.Contains(" in schedule 1 (seed", Assert.Single(run.Tests, test => test.Outcome == "Fail").FirstLine, StringComparison.Ordinal);
        Assert.All(run.Tests.Where(test => test.Outcome != "Fail"), test => Assert.Equal("Skip", test.Outcome));
        Assert.Contains(run.Tests, test => test.SkipReason.Contains($"This run replays another row of the theory: Samples.Rows.{theory}(", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_that_the_theory_has_no_more_fails_the_others()
    {
        using var run = SampleRun.Of("Rows.Inline");
        var file = FailureFile(run);
        File.WriteAllText(file, File.ReadAllText(file).Replace("(number: 2, ", "(number: 3, ", StringComparison.Ordinal));
        run.Run("Rows.Inline", "--trace-replay", file);
        Assert.Equal(2, run.Tests.Count);
        Assert.All(run.Tests, test => Assert.Contains("CTR0110: this run replays \"Samples.Rows.Inline(number: 3, ", test.FirstLine, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "CTR0016")]
    [InlineData("", "CTR0010")]
    [InlineData("<html>", "CTR0011")]
    [InlineData("concurrencytrace-schedule 999\n", "CTR0012")]
    public void A_file_that_cannot_be_used_fails_the_test(string? content, string code)
    {
        using var run = new SampleRun();
        if (content is not null)
        {
            File.WriteAllText(Path.Combine(run.Folder, "x.schedule"), content);
        }

        run.Run("Outcomes.Passes", "--trace-replay", "x.schedule");
        Assert.Contains(code + ": ", Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
        Assert.Empty(run.Journal);
    }

    private static string FailureFile(SampleRun run) => Directory.GetFiles(run.Artifacts, "failure.schedule", SearchOption.AllDirectories).Single();
}
