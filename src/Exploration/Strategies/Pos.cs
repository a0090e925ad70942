using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>
/// Partial order sampling: the enabled operation with the highest random priority runs its next step and then draws a new priority
/// (the basic algorithm of Yuan, Yang, Gu, <i>Partial Order Aware Concurrency Sampling</i>, CAV 2018).
/// </summary>
internal sealed class Pos(ulong seed) : IExplorationStrategy, IStrategy
{
    private Randomness random;
    private int decisions;
    private long lowest;

    public IStrategy Begin(int schedule)
    {
        random = Randomness.ForSchedule(seed, schedule);
        decisions = 0;
        lowest = 0;
        return this;
    }

    public void End(bool teaches)
    {
    }

    public void Created(Operation operation) => operation.Priority = Draw();

    // Half of the time behind those that yielded before: two that spin for each other take turns, and a yield is a step like any other, too.
    public void Yielded(Operation operation) => operation.Priority = random.Next(2) == 0 ? --lowest : Draw();

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        if (kind == ChoiceKind.Wake || decisions++ > Pct.FairAfter)
        {
            return random.Next(candidates.Length);
        }

        var best = 0;
        for (var i = 1; i < candidates.Length; i++)
        {
            if (candidates[i].Priority > candidates[best].Priority)
            {
                best = i;
            }
        }

        candidates[best].Priority = Draw();
        return best;
    }

    public int NextNumber(int bound) => random.Next(bound);

    public void Dispose()
    {
    }

    private long Draw() => (long)(random.NextBits() >> 1) | 1;
}
