using System.Diagnostics;
using System.Text;
using ConcurrencyTrace.Harness.Ci;
using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>What build servers are told of failures.</summary>
public class BuildServerTests
{
    private static readonly CiFailure Failure = new("Test: DEADLOCK in schedule 1 of 2 (a, b)", "50% of\nit", "# Test: …\n", "/out/report.md", "/repo/tests/A;B,C.cs", 12);

    [Fact]
    public void GitHub_gets_a_section_in_the_job_s_summary_and_an_annotation_for_each_failure()
    {
        using var run = new SampleRun();
        var summary = Path.Combine(run.Folder, "summary.md");
        run.With("GITHUB_ACTIONS", "true").With("GITHUB_STEP_SUMMARY", summary).With("GITHUB_WORKSPACE", Path.GetFullPath(Path.Combine(SampleRun.SamplesOutput, "../../../../..")));
        run.RunWith("--filter-method", "*Fails_in_the_third", "--filter-method", "*Fails_an_assertion", "--filter-method", "*Outcomes.Passes");

        var text = File.ReadAllText(summary);
        Assert.Matches("(?m)^## Fails_in_the_third: EXCEPTION in schedule [0-9]+ of 10", text);
        Assert.Matches("(?m)^## Fails_an_assertion: ASSERTION in schedule 1 of 1000", text);
        Assert.Contains("broken on purpose", text, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("Samples.Outcomes.Fails_in_the_third", "failure.schedule"), text, StringComparison.Ordinal);
        Assert.Contains("--trace-replay", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Passes", text, StringComparison.Ordinal);

        var commands = File.ReadAllLines(Path.Combine(run.Artifacts, BuildServer.CommandFile));
        Assert.Equal(2, commands.Length);
        Assert.Contains(commands, c => c.StartsWith("::error file=tests/Harness.Tests.Samples/Outcomes.cs,line=", StringComparison.Ordinal) && c.Contains(",title=Fails_in_the_third%3A EXCEPTION in schedule ", StringComparison.Ordinal));
    }

    [Fact]
    public void Azure_gets_an_issue_and_the_report()
    {
        using var run = new SampleRun().With("TF_BUILD", "True").Run("Fails_an_assertion");
        var commands = File.ReadAllLines(Path.Combine(run.Artifacts, BuildServer.CommandFile));
        Assert.Matches(@"^##vso\[task.logissue type=error;sourcepath=.*Outcomes\.cs;linenumber=[0-9]+;\]Fails_an_assertion: ASSERTION in schedule 1 of 1000", commands[0]);
        Assert.Equal($"##vso[task.uploadsummary]{Path.Combine(run.Artifacts, "Samples.Outcomes.Fails_an_assertion", "report.md")}", commands[1]);
    }

    [Fact]
    public void What_fails_without_a_schedule_is_told_too()
    {
        using var run = new SampleRun();
        var summary = Path.Combine(run.Folder, "summary.md");
        run.With("GITHUB_ACTIONS", "true").With("GITHUB_STEP_SUMMARY", summary);
        run.RunWith("--filter-method", "*Observed_and_failing", "--filter-method", "*Observed_and_hanging", "--filter-method", "*Outcomes.Times_out", "--filter-method", "*Judged_as_a_whole", "--filter-method", "*Settings.No_steps", "--filter-method", "*Settings.Observed");

        var text = File.ReadAllText(summary);
        string[] headings = ["Observed_and_failing: EXCEPTION", "Observed_and_hanging: TIMEOUT", "Times_out: TIMEOUT", "Judged_as_a_whole: ASSERTION", "No_steps: EXCEPTION"];
        Assert.All(headings, heading => Assert.Contains($"## {heading}\n", text, StringComparison.Ordinal));
        Assert.Contains("observed.txt", text, StringComparison.Ordinal);
        Assert.Contains("CTR0112: the time was up", text, StringComparison.Ordinal);
        var commands = File.ReadAllLines(Path.Combine(run.Artifacts, BuildServer.CommandFile));
        Assert.Equal(headings.Length, commands.Length);
        Assert.Contains(commands, command => command.EndsWith("title=Observed_and_failing%3A EXCEPTION::seen", StringComparison.Ordinal));
        Assert.All(run.Tests.Where(test => test.Outcome == "Fail"), test => Assert.Contains("report", test.Attachments));
    }

    [Fact]
    public void A_summary_that_cannot_be_written_is_told_and_the_failure_stands()
    {
        using var run = new SampleRun();
        run.With("GITHUB_ACTIONS", "true").With("GITHUB_STEP_SUMMARY", run.Folder).Run("Fails_an_assertion");
        Assert.Contains("ASSERTION in schedule 1", Assert.Single(run.Tests).FirstLine, StringComparison.Ordinal);
        Assert.Contains("CTR0120: the build server was not told", run.Tests[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_end_a_command_is_escaped()
    {
        Assert.Equal("::error file=tests/A;B%2CC.cs,line=12,title=Test%3A DEADLOCK in schedule 1 of 2 (a%2C b)::50%25 of%0Ait", GitHubActions.Annotation(Failure, "/repo"));
        Assert.Equal(
            ["##vso[task.logissue type=error;sourcepath=tests/A%3BB,C.cs;linenumber=12;]Test: DEADLOCK in schedule 1 of 2 (a, b): 50%AZP25 of%0Ait", "##vso[task.uploadsummary]/out/report.md"],
            AzurePipelines.Commands(Failure, "/repo"));
    }

    [Fact]
    public void Without_a_source_there_is_no_place() =>
        Assert.StartsWith("::error title=", GitHubActions.Annotation(Failure with { SourceFile = null }, "/repo"), StringComparison.Ordinal);

    [Fact]
    public void A_summary_stays_within_what_is_shown_and_says_what_was_left_out()
    {
        var summary = "";
        for (var i = 0; i < 3000; i++)
        {
            summary += GitHubActions.Addition(Failure with { Heading = $"Test_{i}: DEADLOCK", Markdown = $"# Test_{i}: DEADLOCK\n" + new string('é', 20_000) }, summary);
        }

        Assert.InRange(Encoding.UTF8.GetByteCount(summary), 900_000, 1024 * 1024);
        Assert.StartsWith("## Test_0: DEADLOCK\n", summary, StringComparison.Ordinal);
        Assert.Contains("\n- Test_100: DEADLOCK: no room for more here, see report.md among the artifacts\n", summary, StringComparison.Ordinal);
        Assert.Equal(2, summary.Split("- … and more").Length);
    }

    [Fact]
    public void The_step_of_a_build_tells_what_this_run_left_and_not_the_one_before()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the step is a script of bash");
        var script = Path.GetFullPath(Path.Combine(SampleRun.SamplesOutput, "../../../../../docs/ci/test.sh"));
        const string standIn = """dotnet() { mkdir -p "$CONCURRENCYTRACE_ARTIFACTS"; echo "::error::told" >> "$CONCURRENCYTRACE_ARTIFACTS/ci-commands.txt"; return 2; }; export -f dotnet; bash "$0" """;
        var folder = Directory.CreateTempSubdirectory("step-").FullName;
        try
        {
            Assert.All(Enumerable.Range(0, 2), _ =>
            {
                using var step = Process.Start(new ProcessStartInfo("bash", ["-c", standIn, script]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
                Assert.Equal("::error::told\n", step.StandardOutput.ReadToEnd());
                step.WaitForExit();
                Assert.Equal(2, step.ExitCode);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_long_section_is_cut() =>
        Assert.InRange(GitHubActions.Section(Failure with { Markdown = new string('x', 2_000_000) }).Length, 50_000, 70_000);
}
