using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ConcurrencyTrace.Packing.Tests;

/// <summary>A solution of a stranger's, built on the packages: its product is woven, its red test red, its green test green.</summary>
public abstract partial class ConsumerTests(PackedPackages packed, string name, string? testRunner)
{
    private const string Red = "Bank.Tests.TransferTests.Red_opposite_transfers_finish";

    private readonly string folder = packed.NewConsumer(name, testRunner);

    /// <summary>The folder of the solution.</summary>
    protected string Folder => folder;

    /// <summary>Builds the solution: its tests and what they test are woven.</summary>
    protected void Build() =>
        Assert.Contains("ConcurrencyTrace: weaving Bank.Tests, Bank", Shell.DotNet(folder, "build").Output, StringComparison.Ordinal);

    /// <summary>What the red test left: its schedule file, and the report's text.</summary>
    protected (string Schedule, string Report) Left()
    {
        var left = Assert.Single(Directory.GetDirectories(folder, Red, SearchOption.AllDirectories));
        var report = File.ReadAllText(Path.Combine(left, "report.md"));
        Assert.Matches("Red_opposite_transfers_finish: DEADLOCK in schedule [0-9]+ of 200", report);
        Assert.Contains("Account.cs:", report, StringComparison.Ordinal);
        return (Path.Combine(left, "failure.schedule"), report);
    }

    /// <summary>Outcome of each test in the one TRX report.</summary>
    protected Dictionary<string, string> TrxOutcomes(out XDocument trx)
    {
        trx = XDocument.Load(Assert.Single(Directory.GetFiles(folder, "*.trx", SearchOption.AllDirectories)));
        return trx.Descendants().Where(e => e.Name.LocalName == "UnitTestResult").ToDictionary(e => ((string)e.Attribute("testName")!).Split('.')[^1], e => (string)e.Attribute("outcome")!);
    }

    /// <summary>What the red test left is attached to its result.</summary>
    protected static void AssertAttached(XDocument trx)
    {
        var attached = trx.Descendants().Where(e => e.Name.LocalName == "ResultFile").Select(e => Path.GetFileName((string)e.Attribute("path")!)).ToList();
        Assert.All(["schedule", "trace", "failure", "report"], name => Assert.Contains(attached, file => file.StartsWith(name, StringComparison.Ordinal)));
    }

    /// <summary>Pastes the command that the report prints: it gives the same deadlock.</summary>
    protected void Replay(string report)
    {
        var command = Argument().Matches(ReplayLine().Match(report).Groups[1].Value).Select(m => m.Value.Replace("\"", "", StringComparison.Ordinal)).ToList();
        var (exitCode, output) = Shell.DotNet(folder, [command[0], "--no-build", .. command[1..]]);
        Assert.NotEqual(0, exitCode);
        Assert.Matches(@"DEADLOCK in schedule [0-9]+ \(seed 0x[0-9A-F]{16}, replayed", output);
    }

    [GeneratedRegex("^(?:.* replay +)?dotnet ((?:test|run) .*)$", RegexOptions.Multiline)]
    private static partial Regex ReplayLine();

    [GeneratedRegex("(\"[^\"]*\"|[^ \"])+")]
    private static partial Regex Argument();
}

public class PlatformConsumerTests(PackedPackages packed) : ConsumerTests(packed, "platform", "Microsoft.Testing.Platform")
{
    [Fact]
    public void In_Microsoft_Testing_Platform_by_the_steps_of_a_build_server()
    {
        Build();
        var summary = Path.Combine(Folder, "summary.md");
        var (exitCode, output) = Shard("1/2", "--report-xunit-ctrf", "--report-xunit-xml");
        Assert.NotEqual(0, exitCode);
        Assert.Equal(new() { ["Red_opposite_transfers_finish"] = "Failed", ["Green_ordered_transfers_finish"] = "Passed" }, TrxOutcomes(out var trx));
        AssertAttached(trx);
        foreach (var format in (string[])["*.ctrf", "*.xunit.xml"])
        {
            var text = File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(Folder, "TestResults"), format)));
            Assert.All(["schedule", "trace", "failure", "report"], name => Assert.Matches($"\"?name\"?[:=] ?\"{name}\"", text));
        }

        Assert.Contains("::error file=Bank.Tests/TransferTests.cs,line=7,title=Red_opposite_transfers_finish%3A DEADLOCK in schedule", output, StringComparison.Ordinal);
        Assert.Contains("## Red_opposite_transfers_finish: DEADLOCK in schedule", File.ReadAllText(summary), StringComparison.Ordinal);
        Assert.Contains("DEADLOCK in schedule", File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(Folder, "TestResults"), "*.junit.xml"))), StringComparison.Ordinal);

        var (schedule, report) = Left();
        Assert.StartsWith(Path.Combine(Folder, "TestResults", "concurrencytrace"), schedule, StringComparison.Ordinal);
        Replay(report);

        // As a person starts the test application, by xunit's own console, and as it is published: the report prints another command then.
        (exitCode, output) = Shell.DotNet(Folder, "publish", "Bank.Tests", "-c", "Debug", "--no-build", "-o", "published");
        Assert.True(exitCode == 0, output);
        (_, output) = Shell.DotNet(Folder, Path.Combine("published", "Bank.Tests.dll"), "-noColor");
        Assert.Contains("replay   dotnet run --project Bank.Tests ", output, StringComparison.Ordinal);
        Replay(output);

        // The second machine, and the job after both.
        Assert.NotEqual(0, Shard("2/2").ExitCode);
        File.Copy(Path.Combine(RepositoryFiles.Root, "docs", "ci", "merge.cs"), Path.Combine(Folder, "merge.cs"));
        (exitCode, output) = Shell.Run(Folder, "dotnet", ["run", "merge.cs", "TestResults"], new() { ["GITHUB_STEP_SUMMARY"] = summary });
        Assert.True(exitCode == 2, output);
        Assert.Contains("| Bank.Tests.TransferTests.Green_ordered_transfers_finish | 200 | 0 |  |", output, StringComparison.Ordinal);
        Assert.Matches(@"\| Bank\.Tests\.TransferTests\.Red_opposite_transfers_finish \| [0-9]+ \| 0 \| .*\(schedule [0-9]+\) \|", output);
        Assert.Contains("Green_ordered_transfers_finish | 200 |", File.ReadAllText(summary), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Folder, "TestResults", "merged", "Bank.Tests.TransferTests.Red_opposite_transfers_finish.schedule")));

        File.Delete(Directory.GetFiles(Path.Combine(Folder, "TestResults", "concurrencytrace"), "shard-2-of-2.json", SearchOption.AllDirectories)[0]);
        (exitCode, output) = Shell.DotNet(Folder, "run", "merge.cs", "TestResults");
        Assert.True(exitCode == 1 && output.Contains("CTR0022: the result of shard 2/2 of ", StringComparison.Ordinal), output);

        (int ExitCode, string Output) Shard(string shard, params string[] options) => Shell.Run(
            Folder,
            "bash",
            [Path.Combine(RepositoryFiles.Root, "docs", "ci", "test.sh"), shard, "--no-build", .. options],
            new() { ["CI"] = "true", ["GITHUB_ACTIONS"] = "true", ["GITHUB_STEP_SUMMARY"] = summary, ["GITHUB_WORKSPACE"] = Folder });
    }
}

public class VSTestConsumerTests(PackedPackages packed) : ConsumerTests(packed, "vstest", null)
{
    [Fact]
    public void In_VSTest()
    {
        Build();
        var (exitCode, output) = Shell.DotNet(Folder, "test", "--no-build", "--logger", "trx");
        Assert.True(exitCode != 0, output);
        Assert.Equal(new() { ["Red_opposite_transfers_finish"] = "Failed", ["Green_ordered_transfers_finish"] = "Passed" }, TrxOutcomes(out var trx));
        AssertAttached(trx);

        var (schedule, report) = Left();
        Assert.True(File.Exists(schedule));
        Replay(report);
    }
}
