using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>
/// Several strategies in turn, since none is best on every program: half of the schedules are selectively uniform, and a quarter each is for bugs that need
/// few changes between operations at places far apart (<see cref="Pct"/>, <see cref="Pos"/>). ADR 15 has the figures.
/// </summary>
internal sealed class Portfolio : IExplorationStrategy
{
    private readonly IExplorationStrategy[] turns;
    private IExplorationStrategy? current;

    public Portfolio(ulong seed)
    {
        var uniform = new Surw(seed);
        turns = [uniform, new Pct(seed), uniform, new Pos(seed)];
    }

    public IStrategy? Begin(int schedule)
    {
        current = turns[(schedule - 1) % turns.Length];
        return current.Begin(schedule);
    }

    public void End(bool teaches) => current!.End(teaches);

    public void Dispose()
    {
    }
}
