using ConcurrencyTrace.Exploration.Strategies;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Corpus;

/// <summary>Follows a schedule that the code may no longer offer as far as it can, and departs from it at random now and then.</summary>
/// <param name="decisions">The old schedule.</param>
/// <param name="random">For the departures.</param>
/// <param name="departures">One decision in how many departs; 0 for none.</param>
internal sealed class NearbyStrategy(IReadOnlyList<ScheduleDecision> decisions, Randomness random, int departures) : IStrategy
{
    // Decisions that changed code no longer takes are skipped, but not the greater part of the schedule for one that comes up by chance.
    private const int LookAhead = 8;

    private Randomness random = random;
    private int next;

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        if (departures > 0 && random.Next(departures) == 0)
        {
            return random.Next(candidates.Length);
        }

        for (var ahead = next; ahead < Math.Min(next + LookAhead, decisions.Count); ahead++)
        {
            var wanted = decisions[ahead];
            for (var i = 0; i < candidates.Length; i++)
            {
                if ((int)wanted.Kind == (int)kind && candidates[i].Id == wanted.Operation)
                {
                    next = ahead + 1;
                    return i;
                }
            }
        }

        return current is null ? 0 : Math.Max(0, candidates.IndexOf(current));
    }

    public int NextNumber(int bound)
    {
        if (next < decisions.Count && decisions[next].Kind == DecisionKind.Number)
        {
            return Math.Min(decisions[next++].Operation, bound - 1);
        }

        return departures > 0 ? random.Next(bound) : 0;
    }
}
