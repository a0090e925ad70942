using System.Collections.Concurrent;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>What machines that share an exploration leave for a later job.</summary>
public sealed class SummaryTests : IDisposable
{
    private static readonly ExplorerOptions Options = new() { TestIdentity = "Some.Test", Schedules = 60, Strategy = "Random" };

    private readonly string folder = Directory.CreateTempSubdirectory("summaries-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_files_of_all_machines_join_to_what_one_would_have_found()
    {
        foreach (var shard in Shards(3))
        {
            var options = Options with { Shard = shard };
            ExplorationSummary.Of(Explorer.Run(Body, options), options).Save(Path.Combine(folder, $"machine-{shard.Index}", $"shard-{shard.Index}-of-3.json"));
        }

        var merged = Assert.Single(ExplorationSummary.MergeFolder(folder));
        var whole = ExplorationSummary.Of(Explorer.Run(Body, Options), Options);
        Assert.Equal((whole with { LeftUnjudged = true }).ToString(), merged.ToString());
        Assert.True(merged.Outcomes.Count > 1 && merged.LongestBlockedTimes.Count == 60);
    }

    [Fact]
    public void The_first_failure_is_the_one_of_the_lowest_number_and_replays()
    {
        var options = Options with { TestIdentity = "" };
        var parts = Shards(4).Select(shard => (options with { Shard = shard }) is var o ? ExplorationSummary.Of(Explorer.Run(Fails, o), o) : null!).ToList();
        var merged = ExplorationSummary.Merge([.. parts.Select(part => ExplorationSummary.Parse(part.ToString())).Reverse()]);
        var whole = Explorer.Run(Fails, options).Failure!;
        Assert.Equal((whole.ScheduleNumber, whole.Kind, whole.Summary, whole.Report), (merged.Failures[0].ScheduleNumber, merged.Failures[0].Kind, merged.Failures[0].Summary, merged.Failures[0].Report));
        Assert.Equal(whole.Summary, Explorer.Replay(Fails, merged.Failures[0].Schedule).Failure?.Summary);
        Assert.True(merged.Failures.Count > 1);
    }

    [Fact]
    public void A_machine_that_has_nothing_to_run_leaves_nothing()
    {
        var options = Options with { Schedules = 2 };
        var parts = Shards(2).Select(shard => Part(options with { Shard = shard with { Count = 3 } })).ToList();
        Assert.Equal(2, ExplorationSummary.Merge(parts).SchedulesRun);
    }

    [Fact]
    public void Parts_that_do_not_fit_together_are_refused()
    {
        var parts = Shards(2).Select(shard => Part(Options with { Shard = shard })).ToList();
        Refused("CTR0022: the result of shard 2/2 of Some.Test is missing", parts[0]);
        Refused("CTR0022: the result of shard 1/2 of Some.Test is there 2 times", parts[0], parts[0], parts[1]);
        Refused("CTR0022: shard 1/2 of Some.Test (Random, seed 0x", parts[0], parts[1] with { Seed = 1 });
        Refused("CTR0009: ");
        Assert.StartsWith("CTR0009: there is no result to merge: no file shard-*-of-*.json is below", Assert.Throws<ArgumentException>(() => ExplorationSummary.MergeFolder(folder)).Message, StringComparison.Ordinal);

        static void Refused(string message, params ExplorationSummary[] parts) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => ExplorationSummary.Merge(parts)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{ "concurrencytraceSummary": "one" }""")]
    [InlineData("""{ "concurrencytraceSummary": 1 }""")]
    [InlineData("""{ "concurrencytraceSummary": 2 }""")]
    public void What_is_no_summary_is_refused_by_name(string text)
    {
        var e = Assert.Throws<ScheduleFormatException>(() => ExplorationSummary.Parse(text, "a.json"));
        Assert.StartsWith("CTR0020: a.json: not the result of an exploration, or damaged: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_anywhere_in_a_file_is_told_and_nothing_else_is_thrown()
    {
        var text = ExplorationSummary.Of(Explorer.Run(Fails, Options), Options).ToString();
        for (var i = 0; i < text.Length; i += 7)
        {
            Damaged(text[..i]);
            Damaged(text.Remove(i, 1).Insert(i, "\0"));
            Damaged(text.Remove(i, Math.Min(5, text.Length - i)));
        }

        static void Damaged(string text)
        {
            try
            {
                ExplorationSummary.Parse(text);
            }
            catch (ScheduleFormatException e)
            {
                Assert.StartsWith("CTR00", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_told() =>
        Assert.StartsWith("CTR0021: ", Assert.Throws<ScheduleFormatException>(() => ExplorationSummary.Load(Path.Combine(folder, "none.json"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_summary_is_bounded()
    {
        var result = Explorer.Run(Body, Options) with
        {
            Outcomes = Enumerable.Range(0, 5000).ToDictionary(i => $"outcome {i}", i => i),
            LongestBlockedTimes = [.. Enumerable.Range(0, 5000).Select(i => TimeSpan.FromSeconds(i))],
            Uncontrolled = [.. Enumerable.Repeat("x", 5000)],
        };
        var summary = ExplorationSummary.Of(result, Options);
        Assert.Equal((1000, 1000, 100), (summary.Outcomes.Count, summary.LongestBlockedTimes.Count, summary.Uncontrolled.Count));
        Assert.True(summary.Outcomes.ContainsKey("outcome 4999") && summary.LongestBlockedTimes[0] == TimeSpan.FromSeconds(4999));
    }

    private static ExplorationSummary Part(ExplorerOptions options) => ExplorationSummary.Of(Explorer.Run(Body, options), options);

    private static IEnumerable<Shard> Shards(int count) => Enumerable.Range(1, count).Select(i => new Shard(i, count));

    private static async Task Body()
    {
        TraceContext.Current.AfterExploration(_ => { });
        await Race();
    }

    private static async Task Fails()
    {
        await Race();
        if (TraceContext.Current.Outcome is "3 1 2" or "2 1 3")
        {
            throw new InvalidOperationException("the order that \"fails\" | here");
        }
    }

    private static async Task Race()
    {
        var order = new ConcurrentQueue<int>();
        await Task.WhenAll(Task.Run(() => order.Enqueue(1)), Task.Run(() => order.Enqueue(2)), Task.Run(() => order.Enqueue(3)));
        TraceContext.Current.Outcome = string.Join(' ', order);
    }
}
