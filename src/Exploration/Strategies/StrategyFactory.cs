using ConcurrencyTrace.Exploration.Coyote;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>Makes strategies by name.</summary>
internal static class StrategyFactory
{
    public static IExplorationStrategy Create(ExplorerOptions options, ulong seed) =>
        StrategyNames.All.FirstOrDefault(n => string.Equals(n, options.Strategy, StringComparison.OrdinalIgnoreCase)) switch
        {
            StrategyNames.Portfolio => new Portfolio(seed),
            StrategyNames.Random => new RandomWalk(seed),
            StrategyNames.Pct => new Pct(seed),
            StrategyNames.Pos => new Pos(seed),
            StrategyNames.Surw => new Surw(seed),
            StrategyNames.Exhaustive => new Exhaustive(options.Shard),
            { } coyote when CoyoteStrategy.IsName(coyote) => new CoyoteStrategy(coyote, seed, options.Schedules),
            _ => throw ExplorationErrors.UnknownStrategy(options.Strategy),
        };
}
