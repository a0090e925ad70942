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

    /// <summary>
    /// Whether it goes from each schedule to the next, so that what is a scheduling point must stay so: what is shared is then learned from random walks before.
    /// </summary>
    bool NeedsFixedPoints => false;

    /// <summary>The schedule has ended.</summary>
    /// <param name="teaches">Whether later schedules may depend on what it was: every machine that shares the exploration runs it.</param>
    void End(bool teaches);

    /// <summary>Accesses to memory have become scheduling points that were none: what was made of earlier schedules no longer holds.</summary>
    void StartAgain()
    {
    }
}
