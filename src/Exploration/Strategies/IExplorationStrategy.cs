using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>A strategy over a whole exploration: an oracle for each schedule.</summary>
internal interface IExplorationStrategy : IDisposable
{
    /// <summary>The oracle of the next schedule; null when every schedule has been run.</summary>
    /// <param name="schedule">Number of the schedule, from 1.</param>
    IStrategy? Begin(int schedule);

    /// <summary>Whether the schedule that ran last turned out to be another machine's, so that it does not count.</summary>
    bool IsOfAnotherShard => false;

    /// <summary>The schedule has ended.</summary>
    /// <param name="steps">Scheduling points it had.</param>
    void End(int steps);
}
