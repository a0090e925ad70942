using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>Each enabled operation is as likely as the others at every decision.</summary>
internal sealed class RandomWalk(ulong seed) : IExplorationStrategy, IStrategy
{
    private Randomness random;

    public IStrategy Begin(int schedule)
    {
        random = Randomness.ForSchedule(seed, schedule);
        return this;
    }

    public void End(bool teaches)
    {
    }

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind) => random.Next(candidates.Length);

    public int NextNumber(int bound) => random.Next(bound);

    public void Dispose()
    {
    }
}
