namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Checks over all schedules of an exploration together.</summary>
public class AfterExplorationTests
{
    private static readonly ExplorerOptions Exhaustive = new() { Strategy = "Exhaustive", Schedules = 1000 };

    [Fact]
    public void Outcomes_and_blocked_times_of_all_schedules_are_told_once()
    {
        var told = new List<ExplorationResult>();
        var result = Explorer.Run(() => Race(told.Add), Exhaustive);
        Assert.Null(result.Failure);
        Assert.True(result.Exhausted);
        Assert.Equal(["first", "second"], result.Outcomes.Keys);
        Assert.Equal(result.SchedulesRun, result.Outcomes.Values.Sum());
        Assert.Equal(result.SchedulesRun, result.LongestBlockedTimes.Count);
        Assert.All(result.LongestBlockedTimes, time => Assert.Equal(TimeSpan.FromMilliseconds(5), time));
        Assert.Same(result, Assert.Single(told));
    }

    [Fact]
    public void One_schedule_alone_has_one_outcome() =>
        Assert.Single(Explorer.Run(() => Race(_ => { }), Exhaustive with { Schedules = 1 }).Outcomes);

    [Fact]
    public void What_the_check_throws_comes_out_of_the_exploration() =>
        Assert.Throws<InvalidOperationException>(() => Explorer.Run(() => Race(_ => throw new InvalidOperationException()), Exhaustive));

    [Fact]
    public void A_failing_schedule_is_told_first()
    {
        var result = Explorer.Run(
            () =>
            {
                TraceContext.Current.AfterExploration(_ => throw new InvalidOperationException());
                throw new FormatException();
            },
            Exhaustive);
        Assert.IsType<FormatException>(result.Failure!.Exception);
    }

    [Fact]
    public void A_part_is_not_judged_and_says_so()
    {
        var parts = Enumerable.Range(1, 2).Select(i => Explorer.Run(() => Race(_ => throw new InvalidOperationException()), Exhaustive with { Strategy = "Random", Schedules = 20, Shard = new Shard(i, 2) })).ToList();
        Assert.All(parts, part => Assert.True(part.LeftUnjudged));
        Assert.True(Explorer.Merge(parts).LeftUnjudged);
        Assert.Equal(20, Explorer.Merge(parts).Outcomes.Values.Sum());
        Assert.False(Explorer.Run(() => { }, Exhaustive with { Strategy = "Random", Shard = new Shard(1, 2) }).LeftUnjudged);
    }

    [Fact]
    public void Without_a_check_no_trace_is_made_for_it() =>
        Assert.Empty(Explorer.Run(() => { }, Exhaustive).LongestBlockedTimes);

    private static async Task Race(Action<ExplorationResult> check)
    {
        TraceContext.Current.AfterExploration(check);
        var winner = "";
        await Task.WhenAll(
            Task.Run(() => Interlocked.CompareExchange(ref winner, "first", "")),
            Task.Run(() => Interlocked.CompareExchange(ref winner, "second", "")));
        await Task.Delay(5);
        TraceContext.Current.Outcome = winner;
    }
}
