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

    [Fact]
    public void A_row_is_told_from_the_other_rows()
    {
        using var run = SampleRun.Of("Rows.Inline");
        var file = Path.Combine(Directory.GetDirectories(run.Artifacts).Single(), "failure.schedule");
        run.Run("Rows.Inline", "--trace-replay", file);
        Assert.Equal(["ASSERTION", "CTR0110"], run.Tests.Select(t => t.Message.Contains("CTR0110", StringComparison.Ordinal) ? "CTR0110" : t.Message.Contains("ASSERTION in schedule 1 (seed", StringComparison.Ordinal) ? "ASSERTION" : t.Message).Order());
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
}
