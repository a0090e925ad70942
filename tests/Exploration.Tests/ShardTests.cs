using System.Collections.Concurrent;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Several machines share one exploration.</summary>
public sealed class ShardTests
{
    [Theory]
    [InlineData("Random", 2, 60)]
    [InlineData("Random", 3, 61)]
    [InlineData("POS", 4, 60)]
    [InlineData("SURW", 3, 62)]
    [InlineData("Portfolio", 5, 63)]
    [InlineData("PCT", 70, 64)]
    [InlineData("CoyoteRandom", 3, 50)]
    public void Shards_run_every_schedule_once(string strategy, int count, int schedules)
    {
        var whole = Numbers(new() { Strategy = strategy, Schedules = schedules });
        var shards = Enumerable.Range(1, count).Select(i => new ExplorerOptions { Strategy = strategy, Schedules = schedules, Shard = new(i, count) }).Where(o => o.SchedulesOfShard > 0).Select(Numbers).ToList();
        Assert.Equal(Enumerable.Range(1, schedules), whole);
        Assert.Equal(whole, shards.SelectMany(numbers => numbers).Order());
    }

    public static TheoryData<string> Strategies => [.. StrategyNames.All.Except([StrategyNames.CoyoteQLearning])];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Their_schedules_are_those_of_one_machine(string strategy)
    {
        var options = new ExplorerOptions { Strategy = strategy, Schedules = strategy == StrategyNames.Exhaustive ? 100_000 : strategy.StartsWith("Coyote", StringComparison.Ordinal) ? 41 : 80 };
        var whole = Fingerprints(options);
        foreach (var count in (int[])[2, 3])
        {
            var shards = Shards(count).Select(shard => Fingerprints(options with { Shard = shard })).ToList();
            Assert.Equal(whole.Order(StringComparer.Ordinal), shards.SelectMany(fingerprints => fingerprints).Order(StringComparer.Ordinal));
            Assert.All(shards, fingerprints => Assert.NotEmpty(fingerprints));
        }

        Assert.True(whole.Distinct().Count() > 10, $"{whole.Distinct().Count()} different schedules of {whole.Count}");
    }

    [Theory]
    [InlineData("Portfolio", 120)]
    [InlineData("CoyotePrioritization", 50)]
    public void What_they_come_to_is_what_one_machine_does(string strategy, int schedules)
    {
        var options = new ExplorerOptions { Strategy = strategy, Schedules = schedules };
        var merged = Explorer.Merge([.. Shards(3).Select(shard => Explorer.Run(Race, options with { Shard = shard }))]);
        var whole = Explorer.Run(Race, options);
        Assert.Equal((whole.SchedulesRun, whole.Seed), (merged.SchedulesRun, merged.Seed));
        Assert.Equal(whole.Outcomes, merged.Outcomes);
        Assert.True(merged.Outcomes.Count > 3);
    }

    [Fact]
    public void Memory_that_is_shared_in_rare_schedules_is_shared_alike_on_all_machines()
    {
        var options = new ExplorerOptions { Schedules = 400, Seed = 3 };
        var whole = Fingerprints(options, Rare);
        Assert.Contains(whole, fingerprint => fingerprint.Contains("MemoryWrite", StringComparison.Ordinal));
        Assert.Equal(whole.Order(StringComparer.Ordinal), Shards(4).SelectMany(shard => Fingerprints(options with { Shard = shard }, Rare)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_failing_schedule_that_all_run_is_one_machine_s()
    {
        var options = new ExplorerOptions { Strategy = "Random", Schedules = 16 };
        var numbers = Shards(4).Select(shard => Explorer.Run(Fails, options with { Shard = shard }).Failure?.ScheduleNumber).OfType<int>().ToList();
        Assert.Equal(numbers.Distinct(), numbers);
        Assert.Contains(Explorer.Run(Fails, options).Failure!.ScheduleNumber, numbers);
    }

    [Fact]
    public void An_exhaustive_search_that_finds_shared_memory_late_begins_again_and_is_refused_to_shards()
    {
        var options = new ExplorerOptions { Strategy = "Exhaustive", Schedules = 100_000 };
        var whole = Explorer.Run(LateSharing, options);
        Assert.True(whole.Exhausted);
        Assert.Equal(["", "1", "2"], whole.Outcomes.Keys);
        var refused = Shards(2).Select(shard => Record.Exception(() => Explorer.Run(LateSharing, options with { Shard = shard }))).OfType<InvalidOperationException>();
        Assert.All(refused, e => Assert.StartsWith("CTR0018: ", e.Message, StringComparison.Ordinal));
        Assert.NotEmpty(refused);
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
        Assert.StartsWith("CTR0008: ", Assert.Throws<ArgumentException>(() => Explorer.Run(Race, new ExplorerOptions { Strategy = "coyoteQLearning", Shard = new(1, 2) })).Message, StringComparison.Ordinal);
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

    // What was decided, and of what.
    private static List<string> Fingerprints(ExplorerOptions options, Func<Task>? program = null)
    {
        var fingerprints = new List<string>();
        Explorer.Run(
            () =>
            {
                TraceContext.Current.AfterRun(trace => fingerprints.Add(string.Join('\n', trace.Events.Select(e => $"{e.Kind} {e.Operation} {e.Subject} {e.Detail} {e.Site}"))));
                return (program ?? Counts)();
            },
            options);
        return fingerprints;
    }

    private static async Task Counts()
    {
        var shared = new Counter();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            shared.Count++;
            await Task.Yield();
            shared.Count++;
        })));
        TraceContext.Current.Outcome = $"{shared.Count}";
    }

    // The second counter is shared only where the first task is last of three, and late in the schedule.
    private static async Task Rare()
    {
        var order = new ConcurrentQueue<int>();
        Counter first = new(), second = new();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            first.Count++;
            order.Enqueue(i);
        })));
        if (string.Concat(order) == "3120")
        {
            await Task.WhenAll(Task.Run(() => second.Count++), Task.Run(() => second.Count++));
        }
    }

    // Random walks nearly never take the branch: one operation has to stand still while the other takes twenty steps.
    private static async Task LateSharing()
    {
        var late = new ConcurrentQueue<int>();
        var shared = new Counter();
        await Task.WhenAll(
            Task.Run(() => late.Enqueue(-1)),
            Task.Run(() =>
            {
                for (var i = 0; i < 20; i++)
                {
                    late.Enqueue(i);
                }
            }));
        if (late.Last() == -1)
        {
            await Task.WhenAll(Task.Run(() => shared.Count++), Task.Run(() => shared.Count++));
            TraceContext.Current.Outcome = $"{shared.Count}";
        }
        else
        {
            TraceContext.Current.Outcome = "";
        }
    }

    private sealed class Counter
    {
        public int Count { get; set; }
    }

    private static async Task Race()
    {
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
