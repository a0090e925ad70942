using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>
/// Probabilistic concurrency testing: the operation with the highest of random priorities runs, and at d − 1 random steps the
/// running one falls below all others; finds a bug of depth d among n operations and k steps with probability at least 1/(n·k^(d−1))
/// (Burckhardt, Kothari, Musuvathi, Nagarakatte, <i>A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs</i>, ASPLOS 2010).
/// </summary>
internal sealed class Pct(ulong seed) : IExplorationStrategy, IStrategy
{
    /// <summary>Priorities starve whoever a spinning operation waits for; after this many decisions the walk is random, hence fair.</summary>
    internal const int FairAfter = 2_000;

    // Depths 2, 3 and 4 in turn: nearly every bug in the literature's suites needs no more.
    private const int MinDepth = 2;
    private const int Depths = 3;

    // Of so many yields one makes an operation fall, in half of the schedules each: one that spins falls back soon, or one that yields some times before it gives
    // its thread back, as libraries do, goes on.
    private const int FewYields = 2;
    private const int ManyYields = 64;

    private readonly HashSet<int> changePoints = [];
    private Randomness random;
    private int longest = 20;
    private int decisions;
    private long lowest;
    private int yields;

    public IStrategy Begin(int schedule)
    {
        random = Randomness.ForSchedule(seed, schedule);
        decisions = 0;
        lowest = 0;
        yields = (schedule & 4) == 0 ? FewYields : ManyYields; // every fourth in a portfolio
        changePoints.Clear();
        for (var i = 1; i < MinDepth + (schedule % Depths); i++)
        {
            changePoints.Add(random.Next(longest));
        }

        return this;
    }

    public void End(bool teaches)
    {
        if (teaches)
        {
            longest = Math.Clamp(Math.Max(longest, decisions), 1, FairAfter);
        }
    }

    public void Created(Operation operation) => operation.Priority = (long)(random.NextBits() >> 2);

    public void Yielded(Operation operation)
    {
        if (random.Next(yields) == 0)
        {
            operation.Priority = --lowest;
        }
    }

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        var decision = decisions++;
        if (decision > FairAfter)
        {
            return random.Next(candidates.Length);
        }

        if (changePoints.Contains(decision))
        {
            candidates[Highest(candidates)].Priority = --lowest;
        }

        return Highest(candidates);
    }

    public int NextNumber(int bound) => random.Next(bound);

    public void Dispose()
    {
    }

    private static int Highest(ReadOnlySpan<Operation> candidates)
    {
        var best = 0;
        for (var i = 1; i < candidates.Length; i++)
        {
            if (candidates[i].Priority > candidates[best].Priority)
            {
                best = i;
            }
        }

        return best;
    }
}
