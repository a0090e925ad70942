using Microsoft.Coyote;
using Microsoft.Coyote.Logging;

namespace ConcurrencyTrace.Exploration.Coyote;

/// <summary>How Coyote's engine is set up: one of its strategies and nothing else of it.</summary>
internal static class CoyoteConfiguration
{
    public static Configuration Create(string strategy, ulong seed, int schedules)
    {
        var configuration = Configuration.Create()
            .WithTelemetryEnabled(false)
            .WithConsoleLoggingEnabled(false)
            .WithVerbosityEnabled(VerbosityLevel.None)
            .WithTestingIterations((uint)schedules)
            .WithTestIterationsRunToCompletion(true)
            .WithRandomGeneratorSeed((uint)(seed ^ (seed >> 32)))
            .WithSystematicFuzzingFallbackEnabled(false)
            .WithPotentialDeadlocksReportedAsBugs(false)
            // Whether anything hangs is for our own watchdog to say: to Coyote, a program that computes for a while is a deadlock.
            .WithDeadlockTimeout(int.MaxValue);
        return strategy switch
        {
            StrategyNames.CoyoteRandom => configuration.WithRandomStrategy(),
            StrategyNames.CoyoteProbabilistic => configuration.WithProbabilisticStrategy(),
            StrategyNames.CoyotePrioritization => configuration.WithPrioritizationStrategy(isFair: false),
            StrategyNames.CoyoteFairPrioritization => configuration.WithPrioritizationStrategy(isFair: true),
            StrategyNames.CoyoteDelayBounding => configuration.WithDelayBoundingStrategy(),
            StrategyNames.CoyoteQLearning => configuration.WithQLearningStrategy(),
            _ => throw ExplorationErrors.UnknownStrategy(strategy),
        };
    }
}
