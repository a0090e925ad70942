using System.Xml.Linq;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Validation;
using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

public class FailureTests(FailingRun failing) : IClassFixture<FailingRun>
{
    private const string Identity = "Samples.Outcomes.Fails_in_the_third";

    [Fact]
    public void The_first_failing_schedule_ends_the_test_and_gives_its_one_result()
    {
        var run = failing.Run;
        var test = Assert.Single(run.Tests);
        Assert.Equal(("Fail", 2), (test.Outcome, run.ExitCode));
        Assert.Matches(@"Fails_in_the_third: EXCEPTION in schedule \d+ of 10 \(seed 0x[0-9A-F]{16}, .*\d+ preemptions?\)$", test.FirstLine);
        Assert.Contains("broken on purpose", test.Message, StringComparison.Ordinal);
        Assert.Contains("the inner one", test.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_warnings_and_attachments_are_those_of_the_failing_schedule()
    {
        var run = failing.Run;
        var test = Assert.Single(run.Tests);
        Assert.Matches(@"^output of run \d+\s*$", test.Output);
        Assert.Contains(test.Warnings, w => w.StartsWith("warning of run ", StringComparison.Ordinal));
        Assert.Equal(["failure", "mine", "report", "schedule", "trace"], test.Attachments.Order());
    }

    [Theory]
    [InlineData("Fails_in_the_third")]
    [InlineData("Fails_an_assertion")]
    [InlineData("FailingDispose.Body_passes")]
    public void The_stack_trace_ends_at_the_user_s_code(string method)
    {
        using var run = SampleRun.Of(method);
        var trace = Assert.Single(run.Tests).StackTrace;
        Assert.Contains("at Samples.", trace, StringComparison.Ordinal);
        Assert.DoesNotContain("ConcurrencyTrace", trace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_that_does_not_come_again_is_reported_with_its_own_output()
    {
        using var run = SampleRun.Of("Fails_once");
        var test = Assert.Single(run.Tests);
        Assert.Equal(("Fail", "output of run 3"), (test.Outcome, test.Output.Trim()));
        Assert.Contains("did not give the same failure", test.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_are_where_the_message_says()
    {
        var run = failing.Run;
        var folder = Path.Combine("results", "concurrencytrace", Identity);
        var lines = Assert.Single(run.Tests).Message.ReplaceLineEndings("\n").Split('\n');
        Assert.Contains($"  trace    {Path.Combine(folder, "failure.txt")}", lines);
        Assert.Contains(lines, line => line.StartsWith("  replay   dotnet run --project ", StringComparison.Ordinal)
            && line.EndsWith($" -- --filter-method \"*Outcomes.Fails_in_the_third\" --trace-replay {Path.Combine(folder, "failure.schedule")}", StringComparison.Ordinal));
        Assert.Equal(["failure.ctrace", "failure.schedule", "failure.txt", "report.md"], Directory.GetFiles(Path.Combine(run.Folder, folder)).Select(Path.GetFileName).Order());
        Assert.Contains("test: " + Identity, File.ReadAllText(Path.Combine(run.Folder, folder, "failure.schedule")), StringComparison.Ordinal);
        Assert.StartsWith("# Fails_in_the_third: EXCEPTION in schedule ", File.ReadAllText(Path.Combine(run.Folder, folder, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_trace_file_has_what_the_text_has_the_schedule_included()
    {
        var run = failing.Run;
        var folder = Path.Combine(run.Artifacts, Identity);
        var trace = Trace.Load(Path.Combine(folder, "failure.ctrace"));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "failure.txt")), TraceText.Write(trace));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "failure.schedule")), trace.Header.ScheduleText);
        Assert.Equal(Identity, trace.Header.Test);
        Assert.Contains("Harness.Tests.Samples", trace.Header.Modules.Select(m => m.Name));
        Assert.Empty(TraceValidator.Problems(trace));
    }

    [Fact]
    public void The_attachments_are_in_a_trx_report()
    {
        var run = failing.Run;
        var trx = XDocument.Load(Path.Combine(run.Results, "report.trx"));
        var files = trx.Descendants().Where(e => e.Name.LocalName == "ResultFile").Select(e => Path.GetFileNameWithoutExtension((string)e.Attribute("path")!)).ToList();
        Assert.Superset(new HashSet<string> { "failure", "report", "schedule", "trace" }, files.ToHashSet());
        Assert.Contains("EXCEPTION in schedule", trx.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_attachments_are_in_a_CTRF_report_and_the_message_in_a_JUnit_report()
    {
        var run = failing.Run;
        var ctrf = File.ReadAllText(Path.Combine(run.Results, "report.ctrf"));
        Assert.All(["failure", "report", "schedule", "trace"], name => Assert.Contains($"\"name\":\"{name}\"", ctrf.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains("EXCEPTION in schedule", File.ReadAllText(Path.Combine(run.Results, "report.junit")), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_leave_their_files_in_folders_of_their_own_with_safe_names()
    {
        using var run = SampleRun.Of("Rows.*");
        var folders = Directory.GetDirectories(run.Artifacts).Select(f => Path.GetFileName(f)!).ToArray();
        Assert.Equal(run.Tests.Count(t => t.Outcome == "Fail"), folders.Length);
        Assert.All(folders, folder => Assert.Matches("^[A-Za-z0-9._+-]+$", folder));
    }

    [Theory]
    [InlineData("--trace-artifacts")]
    [InlineData("CONCURRENCYTRACE_ARTIFACTS")]
    public void The_folder_can_be_chosen(string how)
    {
        using var run = new SampleRun();
        _ = how.StartsWith("--", StringComparison.Ordinal)
            ? run.Run("Fails_in_the_third", how, "chosen")
            : run.With(how, "chosen").Run("Fails_in_the_third");
        Assert.True(File.Exists(Path.Combine(run.Folder, "chosen", Identity, "failure.schedule")));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said_and_loses_nothing()
    {
        using var run = new SampleRun();
        File.WriteAllText(Path.Combine(run.Folder, "file"), "");
        run.Run("Fails_in_the_third", "--trace-artifacts", "file");
        var test = Assert.Single(run.Tests);
        Assert.Contains("broken on purpose", test.Message, StringComparison.Ordinal);
        Assert.Contains($"CTR0111: could not write {Path.Combine("file", Identity, "failure.schedule")}: ", test.Message, StringComparison.Ordinal);
        Assert.Contains("schedule", test.Attachments);
        Assert.DoesNotContain("--trace-replay", test.Message, StringComparison.Ordinal);
    }
}
