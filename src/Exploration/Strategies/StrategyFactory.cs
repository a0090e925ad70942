using ConcurrencyTrace.Exploration.Coyote;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>Makes strategies by name.</summary>
internal static class StrategyFactory
{
    public static IExplorationStrategy Create(string name, ulong seed, int schedules) =>
        StrategyNames.All.FirstOrDefault(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase)) switch
        {
            StrategyNames.Portfolio => new Portfolio(seed),
            StrategyNames.Random => new RandomWalk(seed),
            StrategyNames.Pct => new Pct(seed),
            StrategyNames.Pos => new Pos(seed),
            StrategyNames.Exhaustive => new Exhaustive(),
            { } coyote when coyote.StartsWith("Coyote", StringComparison.Ordinal) => new CoyoteStrategy(coyote, seed, schedules),
            _ => throw ExplorationErrors.UnknownStrategy(name),
        };
}
