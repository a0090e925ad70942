namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Code that was built under another system, as packages are: its PDB names its files as that system does.</summary>
public class BuiltElsewhereTests
{
    private static readonly ExplorerOptions Options = new() { TestIdentity = "Some.Test" };

    [Fact]
    public void What_was_built_on_Windows_is_named_by_its_file_and_replays()
    {
        var schedule = Explorer.Run(AddAtOnce, Options).Failure!.Schedule;

        Assert.Contains(schedule.Decisions, d => d.Site.StartsWith("Account.cs:", StringComparison.Ordinal));
        Assert.Equal(FailureKind.Assertion, Explorer.Replay(AddAtOnce, Schedule.Parse(schedule.ToString()), Options).Failure!.Kind);
    }

    [Fact]
    public void The_name_of_a_file_may_have_colons()
    {
        var schedule = Explorer.Run(AddAtOnce, Options).Failure!.Schedule;
        var renamed = schedule with { Decisions = [.. schedule.Decisions.Select(d => d with { Site = d.Site.Replace("Account.cs:", "my:5:Account.cs:", StringComparison.Ordinal) })] };

        Assert.NotEqual(schedule.ToString(), renamed.ToString());
        Assert.Equal(FailureKind.Assertion, Explorer.Replay(AddAtOnce, renamed, Options).Failure!.Kind);
    }

#line 12 "C:\projects\bank\Account.cs"
    private static async Task AddAtOnce()
    {
        var balance = 0;
        await Task.WhenAll(Task.Run(() => balance++), Task.Run(() => balance++));
        Assert.Equal(2, balance);
    }
#line default
}
