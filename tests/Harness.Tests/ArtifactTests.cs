using System.Text;
using System.Text.RegularExpressions;
using ConcurrencyTrace.Harness.Artifacts;
using ConcurrencyTrace.Tracing.Places;
using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>How much tests leave, and for how long.</summary>
public class ArtifactTests
{
    private const string Failing = "Samples.Outcomes.Fails_in_the_third";

    [Fact]
    public void A_passing_test_leaves_its_last_trace_where_asked()
    {
        using var run = SampleRun.Of("Outcomes.Passes", "--trace-keep-artifacts", "always");
        var test = Assert.Single(run.Tests);
        Assert.Equal("Pass", test.Outcome);
        Assert.Equal(["passed", "passed-trace"], test.Attachments.Order());
        Assert.Equal(["passed.ctrace", "passed.txt"], Files(run, "Samples.Outcomes.Passes"));
    }

    [Theory]
    [InlineData("Outcomes.Passes", "Pass")]
    [InlineData("Settings.Observed", "Pass")]
    [InlineData("Fails_in_the_third", "Fail")]
    public void Never_is_never(string method, string outcome)
    {
        using var run = new SampleRun().With("CONCURRENCYTRACE_KEEP_ARTIFACTS", "Never").Run(method);
        Assert.Equal(outcome, run.Tests[0].Outcome);
        Assert.False(Directory.Exists(run.Artifacts));
        Assert.DoesNotContain(run.Tests[0].Attachments, name => name is "schedule" or "observed");
        Assert.DoesNotContain("--trace-replay", run.Tests[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_large_is_left_out_and_named_and_the_failure_stands()
    {
        using var run = new SampleRun();
        run.Run("Fails_in_the_third");
        var schedule = new FileInfo(Path.Combine(run.Artifacts, Failing, "failure.schedule")).Length;
        run.Run("Fails_in_the_third", "--trace-max-artifact-bytes", $"{schedule + 1}");
        var test = Assert.Single(run.Tests);
        Assert.Contains("broken on purpose", test.Message, StringComparison.Ordinal);
        Assert.Matches($"CTR0118: .*failure.ctrace was left out: it has [0-9]+ bytes, and the test may leave {schedule + 1} in all", test.Message);
        Assert.Contains("--trace-replay", test.Message, StringComparison.Ordinal);
        Assert.Equal(["failure.schedule"], Files(run, Failing));
        Assert.Equal(["mine", "schedule"], test.Attachments.Order());
    }

    [Fact]
    public void Whatever_a_test_leaves_is_within_one_bound()
    {
        using var run = new SampleRun();
        run.Run("Settings.Observed", "--trace-nettrace", "true", "--trace-max-artifact-bytes", "100000");
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        Assert.Equal(["observed.ctrace", "observed.txt"], Files(run, "Samples.Settings.Observed"));
        Assert.Matches("^CTR0118: .*observed.nettrace was left out: ", Assert.Single(run.Tests[0].Warnings));

        run.Run("Fails_in_the_third", "--trace-shard", "1/2");
        var summary = Path.Combine(run.Artifacts, Failing, "shard-1-of-2.json");
        var most = new FileInfo(summary).Length + 300;
        Directory.Delete(run.Artifacts, recursive: true);
        run.Run("Fails_in_the_third", "--trace-shard", "1/2", "--trace-max-artifact-bytes", $"{most}");
        Assert.InRange(Files(run, Failing).Sum(file => new FileInfo(Path.Combine(run.Artifacts, Failing, file!)).Length), 300, most);
        Assert.Contains("CTR0118: ", Assert.Single(run.Tests).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_results_folder_that_cannot_be_made_is_named_without_a_stack_trace()
    {
        using var run = new SampleRun();
        var file = Path.Combine(run.Folder, "file");
        File.WriteAllText(file, "");
        foreach (var option in new[] { $"--results-directory={file}", $"--results-directory:{Path.Combine(file, "below")}" })
        {
            run.RunInto([option], "--filter-method", "*Fails_an_assertion");
            Assert.Equal(5, run.ExitCode);
            Assert.Matches("^CTR0123: the results folder .*file.* cannot be written: .* Choose a folder that can with --results-directory.", run.Console);
            Assert.DoesNotContain("   at ", run.Console, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_results_folder_that_takes_no_file_leaves_the_failure_as_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a folder that nobody can write is at hand there");
        using var run = new SampleRun().RunInto(["--results-directory", "/proc/sys/kernel"], "--filter-method", "*Fails_an_assertion");
        Assert.Contains("Fails_an_assertion: ASSERTION in schedule 1 of 1000", run.Console, StringComparison.Ordinal);
        Assert.Contains("CTR0123: the results folder /proc/sys/kernel cannot be written: ", run.Console, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception while adding attachments", run.Console, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_is_never_for_the_runtime_s_own_file_too()
    {
        using var run = new SampleRun().With("CONCURRENCYTRACE_KEEP_ARTIFACTS", "Never").Run("Settings.Observed", "--trace-nettrace", "true");
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        Assert.False(Directory.Exists(run.Artifacts));
    }

    [Theory]
    [InlineData("CTR0118: ", "--trace-keep-artifacts", "always", "--trace-max-artifact-bytes", "200")]
    [InlineData("CTR0111: ", "--trace-keep-artifacts", "always", "--trace-artifacts", "file")]
    [InlineData("CTR0111: ", "--trace-shard", "1/2", "--trace-artifacts", "file")]
    public void A_test_that_passes_still_does_where_its_files_are_not_written(string warning, params string[] options)
    {
        using var run = new SampleRun();
        File.WriteAllText(Path.Combine(run.Folder, "file"), "");
        run.Run("Outcomes.Passes", options);
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        Assert.Contains(run.Tests[0].Warnings, text => text.StartsWith(warning, StringComparison.Ordinal));
    }

    [Fact]
    public void Tests_of_classes_that_run_at_once_leave_files_of_their_own()
    {
        using var run = new SampleRun().RunWith("--filter-class", "Samples.Rules", "--filter-class", "Samples.Rows");
        var schedules = Directory.GetFiles(run.Artifacts, "failure.schedule", SearchOption.AllDirectories);
        Assert.Equal(run.Tests.Count(test => test.Attachments.Contains("schedule")), schedules.Length);
        Assert.True(schedules.Length > 4);
        var identities = schedules.Select(file => File.ReadLines(file).ElementAt(1)["test: ".Length..]).ToList();
        Assert.Equal(identities.Count, identities.Distinct().Count());
        Assert.All(identities.Zip(schedules), pair => Assert.Equal(pair.First.Split('(')[0], Path.GetFileName(Path.GetDirectoryName(pair.Second))![..pair.First.Split('(')[0].Length]));
    }

    [Fact]
    public void What_is_older_is_removed_and_what_is_not_ours_stays()
    {
        var root = Directory.CreateTempSubdirectory("pruning-").FullName;
        try
        {
            var now = DateTime.UtcNow;
            Make("Old.Test", "failure.txt", now.AddDays(-8));
            Make("Old.Test", "report.md", now.AddDays(-9));
            Make("New.Test", "failure.txt", now.AddDays(-6));
            Make("Old.AndNew", "failure.txt", now.AddDays(-8));
            Make("Old.AndNew", "failure.ctrace", now);
            Make("Somebody.Else", "failure.txt", now.AddDays(-8));
            Make("Somebody.Else", "notes.txt", now.AddDays(-8));
            Directory.CreateDirectory(Path.Combine(root, "Empty"));
            ArtifactPruning.Prune(root, now.AddDays(-7));
            Assert.Equal(["Empty", "New.Test", "Old.AndNew", "Somebody.Else"], Directory.GetDirectories(root).Select(Path.GetFileName).Order());
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        void Make(string folder, string file, DateTime written)
        {
            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(root, folder)).FullName, file);
            File.WriteAllText(path, "");
            File.SetLastWriteTimeUtc(path, written);
        }
    }

    [Fact]
    public void Pruning_is_an_option()
    {
        using var run = new SampleRun();
        var old = Directory.CreateDirectory(Path.Combine(run.Artifacts, "Old.Test")).FullName;
        File.WriteAllText(Path.Combine(old, "failure.txt"), "");
        run.Run("Outcomes.Passes");
        Assert.True(Directory.Exists(old));
        run.Run("Outcomes.Passes", "--trace-prune-artifacts-days", "0");
        Assert.False(Directory.Exists(old));
    }

    [Theory]
    [InlineData("Samples.Rows.Inline(x: 1)", "Rows.Inline.x_1.")]
    [InlineData("Samples.Outer+Inner.Test", "Outer+Inner.Test")]
    [InlineData("Samples.CON.Test", "test-CON.Test.")]
    [InlineData("Samples.aux.Test", "test-aux.Test.")]
    [InlineData("Samples.COM1.Test", "test-COM1.Test.")]
    [InlineData("Samples.Console.Test", "Console.Test")]
    [InlineData("Samples.Pipes.NUL", "Pipes.NUL")]
    [InlineData("Global.Test", "Global.Test")]
    [InlineData("Prüfungen.Überweisung.Läuft", "Überweisung.Läuft")]
    [InlineData("A.B.C.Test(s: \"a.b/c:d\")", "C.Test.s_a.b_c_d.")]
    public void A_file_beside_a_test_is_named_without_the_namespace(string identity, string name) =>
        Assert.Matches("^" + Regex.Escape(name) + (name.EndsWith('.') ? "[0-9a-f]{8}$" : "$"), TestFileName.Beside(identity));

    [Fact]
    public void Rows_that_look_alike_have_names_of_their_own() =>
        Assert.NotEqual(TestFileName.Of("A.B(s: \"x/y\")"), TestFileName.Of("A.B(s: \"x:y\")"));

    [Theory]
    [InlineData('x')]
    [InlineData('験')]
    public void A_long_name_is_no_longer_than_a_file_system_takes(char letter) =>
        Assert.InRange(Encoding.UTF8.GetByteCount(TestFileName.Of("A." + new string(letter, 300))), 100, 140);

    private static IEnumerable<string?> Files(SampleRun run, string test) =>
        Directory.GetFiles(Path.Combine(run.Artifacts, test)).Select(Path.GetFileName).Order();
}
