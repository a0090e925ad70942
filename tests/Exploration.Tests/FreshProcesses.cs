using System.Diagnostics;
using System.Reflection;

namespace ConcurrencyTrace.Exploration.Tests;

public class FreshProcesses
{
    private const int Replays = 8;

    [Theory]
    [InlineData("OppositeLocks", "Deadlock")]
    [InlineData("LostUpdate", "Exception")]
    [InlineData("WarmThread", "Exception")]
    [InlineData("OrderOfKeys", "Exception")]
    [InlineData("WarmPool", "Exception")]
    [InlineData("GuardedPool", "Exception")]
    [InlineData("Singleton", "Exception")]
    public void A_found_bug_replays_every_time_in_fresh_processes(string program, string kind)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{program}-{Guid.NewGuid():N}.schedule");
        try
        {
            var found = Run("find", program, file);
            Assert.StartsWith(kind, found, StringComparison.Ordinal);
            Assert.All(Enumerable.Range(0, Replays), _ => Assert.Equal(found, Run("replay", program, file)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_same_exploration_in_another_process_finds_the_same_schedule()
    {
        var files = Enumerable.Range(0, 3).Select(_ => Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.schedule")).ToList();
        try
        {
            var texts = files.ConvertAll(f => Run("find", "LostUpdate", f) + File.ReadAllText(f));
            Assert.Single(texts.Distinct());
        }
        finally
        {
            files.ForEach(File.Delete);
        }
    }

    [Fact]
    public void Static_fields_are_the_same_at_the_start_of_every_schedule() => Assert.Equal("nothing failed", RunOnce("GuardedSingleton").Trim());

    [Fact]
    public void An_initialiser_that_cannot_run_again_is_named() =>
        Assert.Contains("CTR0025: the static state of ConcurrencyTrace.Exploration.Tests.Statics.FirstUse+Once cannot be made anew", RunOnce("OnlyOnce"), StringComparison.Ordinal);

    private static string RunOnce(string program)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{program}-{Guid.NewGuid():N}.schedule");
        try
        {
            return Run("find", program, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Run(string verb, string program, string file)
    {
        var dll = typeof(FreshProcesses).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Replaying").Value!;
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", dll, verb, program, file]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
