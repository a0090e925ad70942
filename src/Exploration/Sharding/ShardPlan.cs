using ConcurrencyTrace.Exploration.Coyote;

namespace ConcurrencyTrace.Exploration.Sharding;

/// <summary>
/// Which schedules one machine runs: its own, and those that teach. So that a schedule of some number is the same on every machine and without shards, whatever
/// an exploration learns on its way (accesses to shared memory, how long schedules are) comes from a few schedules that every machine runs.
/// </summary>
/// <param name="shard">The machine's part.</param>
/// <param name="batch">How many schedules in a row go to the same machine, because one goes on from the other.</param>
internal readonly struct ShardPlan(Shard shard, int batch)
{
    // Of 203 conformance programs with shared memory, 201 showed all of it in their first 11 schedules, and all had by the 19th. What shows rarely, in larger
    // programs, must not be missed on one machine for the sake of sharing: one in nine teaches later on too. Nine, so that each turn of the portfolio comes.
    private const int First = 32;
    private const int Every = 9;

    /// <summary>The plan that the options ask for.</summary>
    public static ShardPlan Of(ExplorerOptions options) =>
        options.Strategy.Equals(StrategyNames.Exhaustive, StringComparison.OrdinalIgnoreCase) ? new(Shard.Whole, 1) // it knows by itself which are another's, and how many there are
        : new(options.Shard, CoyoteStrategy.IsName(options.Strategy) ? CoyoteStrategy.BatchSize : 1);

    /// <summary>Whether a schedule of this number is in the part: each number is in exactly one.</summary>
    public bool Has(int number) => shard.Has(((number - 1) / batch) + 1);

    /// <summary>Whether every machine runs the schedule, and learns from it; it counts where it is in the part.</summary>
    public bool Teaches(int number) => number <= First || (batch == 1 && number % Every == 0);

    /// <summary>How many of the schedules from 1 to <paramref name="all"/> are in the part.</summary>
    public int CountOf(int all)
    {
        var round = (long)batch * shard.Count;
        var before = (long)batch * (shard.Index - 1);
        return (int)((all / round * batch) + Math.Clamp((all % round) - before, 0, batch));
    }
}
