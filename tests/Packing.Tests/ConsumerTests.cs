using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ConcurrencyTrace.Packing.Tests;

/// <summary>A solution of a stranger's, built on the packages: its product is woven, its red test red, its green test green.</summary>
public abstract partial class ConsumerTests(PackedPackages packed, string name, string? testRunner)
{
    private const string Red = "Bank.Tests.TransferTests.Red_opposite_transfers_finish";

    private readonly string folder = packed.NewConsumer(name, testRunner);

    /// <summary>Runs the tests and gives the schedule file that the red one left, with the message.</summary>
    protected (string Schedule, string Report) RunAll(params string[] arguments)
    {
        Assert.Contains("ConcurrencyTrace: weaving Bank.Tests, Bank", DotNet.Run(folder, "build").Output, StringComparison.Ordinal);
        var (exitCode, output) = DotNet.Run(folder, ["test", "--no-build", .. arguments]);
        Assert.True(exitCode != 0, output);
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

    /// <summary>Pastes the command that the report prints: it gives the same deadlock.</summary>
    protected void Replay(string report)
    {
        var command = ReplayLine().Match(report).Groups[1].Value;
        var (exitCode, output) = DotNet.Run(folder, [.. Argument().Matches(command).Select(m => m.Value.Replace("\"", "", StringComparison.Ordinal)), "--no-build"]);
        Assert.NotEqual(0, exitCode);
        Assert.Matches(@"DEADLOCK in schedule [0-9]+ \(seed 0x[0-9A-F]{16}, replayed", output);
    }

    [GeneratedRegex("^dotnet (test .*)$", RegexOptions.Multiline)]
    private static partial Regex ReplayLine();

    [GeneratedRegex("(\"[^\"]*\"|[^ \"])+")]
    private static partial Regex Argument();
}

public class PlatformConsumerTests(PackedPackages packed) : ConsumerTests(packed, "platform", "Microsoft.Testing.Platform")
{
    [Fact]
    public void In_Microsoft_Testing_Platform()
    {
        var (_, report) = RunAll("--report-xunit-trx");
        Assert.Equal(new() { ["Red_opposite_transfers_finish"] = "Failed", ["Green_ordered_transfers_finish"] = "Passed" }, TrxOutcomes(out _));
        Replay(report);
    }
}

public class VSTestConsumerTests(PackedPackages packed) : ConsumerTests(packed, "vstest", null)
{
    [Fact]
    public void In_VSTest()
    {
        var (schedule, report) = RunAll("--logger", "trx");
        Assert.Equal(new() { ["Red_opposite_transfers_finish"] = "Failed", ["Green_ordered_transfers_finish"] = "Passed" }, TrxOutcomes(out var trx));
        var attached = trx.Descendants().Where(e => e.Name.LocalName == "ResultFile").Select(e => Path.GetFileName((string)e.Attribute("path")!)).ToList();
        Assert.Contains(attached, file => file.StartsWith("schedule", StringComparison.Ordinal));
        Assert.True(File.Exists(schedule));
        Replay(report);
    }
}
