using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>Several strategies in turn: none is best on every program, and each schedule is independent of the others.</summary>
internal sealed class Portfolio(ulong seed) : IExplorationStrategy
{
    private readonly IExplorationStrategy[] strategies = [new RandomWalk(seed), new Pct(seed), new Pos(seed)];
    private IExplorationStrategy? current;

    public IStrategy? Begin(int schedule)
    {
        current = strategies[(schedule - 1) % strategies.Length];
        return current.Begin(schedule);
    }

    public void End(bool teaches) => current!.End(teaches);

    public void Dispose()
    {
    }
}
