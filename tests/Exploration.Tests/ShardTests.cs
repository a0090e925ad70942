using System.Collections.Concurrent;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Several machines share one exploration.</summary>
public sealed class ShardTests
{
    [Theory]
    [InlineData("Random", 2, 60)]
    [InlineData("Random", 3, 61)]
    [InlineData("POS", 4, 60)]
    [InlineData("Portfolio", 5, 63)]
    public void Shards_run_every_schedule_once(string strategy, int count, int schedules)
    {
        var whole = Numbers(new() { Strategy = strategy, Schedules = schedules });
        var shards = Enumerable.Range(1, count).Select(i => Numbers(new() { Strategy = strategy, Schedules = schedules, Shard = new(i, count) })).ToList();
        Assert.Equal(Enumerable.Range(1, schedules), whole);
        Assert.Equal(whole, shards.SelectMany(numbers => numbers).Order());
    }

    [Theory]
    [InlineData("Random")]
    [InlineData("POS")]
    public void Their_schedules_are_those_of_one_machine(string strategy)
    {
        var options = new ExplorerOptions { Strategy = strategy, Schedules = 120 };
        var merged = Explorer.Merge([.. Shards(3).Select(shard => Explorer.Run(Race, options with { Shard = shard }))]);
        var whole = Explorer.Run(Race, options);
        Assert.Equal((whole.SchedulesRun, whole.Seed), (merged.SchedulesRun, merged.Seed));
        Assert.Equal(whole.Outcomes, merged.Outcomes);
        Assert.True(merged.Outcomes.Count > 3);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void An_exhaustive_search_is_split_without_overlap(int count)
    {
        var options = new ExplorerOptions { Strategy = "Exhaustive", Schedules = 100_000 };
        var shards = Shards(count).Select(shard => Explorer.Run(Race, options with { Shard = shard })).ToList();
        var (merged, whole) = (Explorer.Merge(shards), Explorer.Run(Race, options));
        Assert.True(whole.Exhausted && merged.Exhausted);
        Assert.Equal(whole.SchedulesRun, merged.SchedulesRun);
        Assert.Equal(whole.Outcomes, merged.Outcomes);
        Assert.All(shards, shard => Assert.InRange(shard.SchedulesRun, 1, whole.SchedulesRun - 1));
    }

    [Fact]
    public void A_search_that_has_less_than_there_are_shards_still_ends()
    {
        var options = new ExplorerOptions { Strategy = "Exhaustive", Schedules = 10 };
        var results = Shards(3).Select(shard => Explorer.Run(() => { }, options with { Shard = shard })).ToList();
        Assert.Equal([1, 0, 0], results.Select(r => r.SchedulesRun));
        Assert.All(results, r => Assert.True(r.Exhausted));
    }

    [Fact]
    public void The_failure_of_the_lowest_number_is_the_merged_one()
    {
        var options = new ExplorerOptions { Strategy = "Random", Schedules = 100 };
        var whole = Explorer.Run(Fails, options);
        var merged = Explorer.Merge([.. Shards(4).Select(shard => Explorer.Run(Fails, options with { Shard = shard }))]);
        Assert.Equal(whole.Failure!.ScheduleNumber, merged.Failure!.ScheduleNumber);
        Assert.Equal(whole.Failure.Report, merged.Failure.Report);
        Assert.Same(merged.Failure.Trace, merged.Trace);
    }

    [Fact]
    public void Corpora_are_joined_without_doubles()
    {
        var folder = Directory.CreateTempSubdirectory("shards-").FullName;
        try
        {
            var (a, b, target) = (Path.Combine(folder, "a"), Path.Combine(folder, "b"), Path.Combine(folder, "all"));
            var one = Explorer.Run(Fails, new ExplorerOptions { Shrink = false, Seed = 1 }).Failure!.Schedule;
            var other = one with { Decisions = [.. one.Decisions.Take(1)] };
            one.Save(Path.Combine(a, "failure.schedule"));
            (one with { Strategy = "PCT" }).Save(Path.Combine(b, "failure.schedule"));
            other.Save(Path.Combine(b, "x.schedule"));
            Assert.Equal(2, Explorer.MergeCorpora(target, a, b).Count);
            Assert.Equal(2, Directory.GetFiles(target).Length);
            Assert.Empty(Explorer.MergeCorpora(target, a, b));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("3/4", 3, 4)]
    public void A_shard_is_read(string text, int index, int count) => Assert.Equal(new Shard(index, count), Shard.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("1/2/3")]
    [InlineData("-1/3")]
    [InlineData("a/b")]
    public void What_is_no_shard_is_not(string text) => Assert.Null(Shard.Parse(text));

    [Fact]
    public void What_cannot_be_split_is_refused()
    {
        Assert.StartsWith("CTR0007: Shard = 4/3 of ", Assert.Throws<ArgumentException>(() => Explorer.Run(Race, new ExplorerOptions { Shard = new(4, 3) })).Message, StringComparison.Ordinal);
        Assert.StartsWith("CTR0007: ", Assert.Throws<ArgumentException>(() => Explorer.Run(Race, new ExplorerOptions { Schedules = 3, Shard = new(4, 4) })).Message, StringComparison.Ordinal);
        Assert.StartsWith("CTR0008: ", Assert.Throws<ArgumentException>(() => Explorer.Run(Race, new ExplorerOptions { Strategy = "CoyoteRandom", Shard = new(1, 2) })).Message, StringComparison.Ordinal);
        Assert.StartsWith("CTR0009: ", Assert.Throws<ArgumentException>(() => Explorer.Merge()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_told_after_each_schedule()
    {
        var told = new List<ExplorationProgress>();
        Explorer.Run(Race, new ExplorerOptions { Schedules = 10, Shard = new(2, 3), Progress = told.Add });
        Assert.Equal([1, 2, 3], told.Select(p => p.SchedulesRun));
        Assert.All(told, p => Assert.Equal(3, p.Schedules));
        Assert.True(told[0].DistinctOutcomes == 1 && told[^1].TimeLeft == TimeSpan.Zero && told[^1].Rate > 0);
    }

    [Fact]
    public void The_time_left_is_what_the_budget_leaves_where_that_is_less()
    {
        var progress = new ExplorationProgress(100, 1000, 0, TimeSpan.FromSeconds(10), null);
        Assert.Equal((10.0, TimeSpan.FromSeconds(90)), (progress.Rate, progress.TimeLeft));
        Assert.Equal(TimeSpan.FromSeconds(20), (progress with { TimeBudget = TimeSpan.FromSeconds(30) }).TimeLeft);
        Assert.Equal(TimeSpan.FromSeconds(90), (progress with { TimeBudget = TimeSpan.FromHours(1) }).TimeLeft);
        Assert.Equal(TimeSpan.Zero, (progress with { TimeBudget = TimeSpan.FromSeconds(5) }).TimeLeft);
        Assert.Null((progress with { SchedulesRun = 0 }).TimeLeft);
    }

    private static IEnumerable<Shard> Shards(int count) => Enumerable.Range(1, count).Select(i => new Shard(i, count));

    private static List<int> Numbers(ExplorerOptions options)
    {
        var numbers = new List<int>();
        Explorer.Run(
            () =>
            {
                TraceContext.Current.AfterRun(trace => numbers.Add(trace.Header.Schedule));
                return Race();
            },
            options);
        return numbers;
    }

    private static async Task Race()
    {
        // Nothing of it is plain memory, of which each shard learns by itself.
        var order = new ConcurrentQueue<int>();
        await Task.WhenAll(Task.Run(() => order.Enqueue(1)), Task.Run(() => order.Enqueue(2)), Task.Run(() => order.Enqueue(3)));
        TraceContext.Current.Outcome = string.Join(' ', order);
    }

    private static async Task Fails()
    {
        await Race();
        if (TraceContext.Current.Outcome == "3 1 2")
        {
            throw new InvalidOperationException("the order that fails");
        }
    }
}
