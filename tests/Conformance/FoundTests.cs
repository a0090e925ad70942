namespace ConcurrencyTrace.Conformance;

/// <summary>Every bug is found by default, and its schedule replays.</summary>
public class FoundTests
{
    public static TheoryData<string> Pairs => [.. AllPairs.List.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_bug_is_found(string pair)
    {
        var (kind, result) = (AllPairs.Named(pair).Kind, Judged.Buggy(AllPairs.Named(pair)));

        Assert.True(result.Failure is not null, $"not found in {result.SchedulesRun} schedules");
        Assert.True(kind == result.Failure.Kind, result.Failure.Report);
        Assert.Empty(Judged.Escapes(result));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Some_schedules_do_not_show_the_bug(string pair) =>
        Assert.Contains(Enumerable.Range(1, 200), seed => Explorer.Run(AllPairs.Named(pair).Buggy, new ExplorerOptions { Schedules = 1, Seed = (ulong)seed, Shrink = false }).Failure is null);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_schedule_replays_in_fresh_processes_every_time(string pair)
    {
        var replayed = Judged.Replayed(AllPairs.Named(pair)).ToList();

        Assert.Equal(Judged.Replays, replayed.Count);
        Assert.Equal([Judged.Line(Judged.Buggy(AllPairs.Named(pair)).Failure)], replayed.Distinct());
    }

    [Fact]
    public void There_are_enough_pairs() => Assert.True(AllPairs.List.Count >= 250);

    [Fact]
    public void Every_name_is_used_once() => Assert.Equal(AllPairs.List.Count, AllPairs.List.DistinctBy(p => p.Name).Count());
}
