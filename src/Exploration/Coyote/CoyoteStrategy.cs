using ConcurrencyTrace.Exploration.Strategies;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Coyote;

/// <summary>
/// Lets Microsoft.Coyote's engine choose. Our scheduler keeps all state; each of its schedules is one of Coyote's iterations, and each
/// decision is put to Coyote by way of puppets (<see cref="Puppet"/>).
/// </summary>
/// <remarks>
/// Its strategies go on from one iteration to the next: with the same stream of random numbers, and some with how long the earlier ones were. Every
/// <see cref="BatchSize"/> schedules an engine begins afresh, so that machines can share an exploration; only Q-learning, which learns all the time, has one for all.
/// </remarks>
/// <param name="name">One of the names in <see cref="StrategyNames"/> that begin with Coyote.</param>
/// <param name="seed">The exploration's seed; Coyote's own is derived from it.</param>
/// <param name="schedules">The schedules to be run at most.</param>
internal sealed class CoyoteStrategy(string name, ulong seed, int schedules) : IExplorationStrategy, IStrategy
{
    /// <summary>Schedules of one engine.</summary>
    public const int BatchSize = 16;

    private CoyoteEngine? engine;
    private CoyoteIteration? iteration;
    private Randomness afterCoyote;

    /// <summary>Whether a strategy of this name is Coyote's.</summary>
    public static bool IsName(string name) => name.StartsWith("Coyote", StringComparison.OrdinalIgnoreCase);

    public IStrategy Begin(int schedule)
    {
        if (engine is null || (schedule % BatchSize == 1 && name != StrategyNames.CoyoteQLearning))
        {
            Dispose();
            var first = Randomness.ForSchedule(seed, schedule);
            engine = new CoyoteEngine(CoyoteConfiguration.Create(name, first.NextBits(), schedules));
        }

        afterCoyote = Randomness.ForSchedule(seed, schedule);
        iteration = engine.Begin();
        return this;
    }

    public void End(bool teaches)
    {
        iteration!.End();
        engine!.ThrowIfFailed();
    }

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        // Coyote gives up after a number of steps, 10,000 for its unfair strategies; a random walk then leads the schedule to its end.
        var index = iteration!.Ask(candidates);
        return index >= 0 ? index : afterCoyote.Next(candidates.Length);
    }

    public int NextNumber(int bound)
    {
        var number = iteration!.AskNumber(bound);
        return number >= 0 ? number : afterCoyote.Next(bound);
    }

    public void Dispose()
    {
        iteration?.End();
        engine?.Dispose();
    }
}
