using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>Lets the running operation go on, else the oldest, except at the decisions it is told: a schedule written as its departures from the simplest one.</summary>
internal sealed class GuidedStrategy : IStrategy
{
    private readonly Dictionary<int, int> departures;
    private readonly List<KeyValuePair<int, int>> taken = [];
    private int decision;

    /// <param name="departures">What to choose at which decision, counted from 0.</param>
    public GuidedStrategy(Dictionary<int, int> departures) => this.departures = departures;

    /// <param name="choices">A whole schedule.</param>
    public GuidedStrategy(IReadOnlyList<Choice> choices)
        : this(choices.Select((c, i) => KeyValuePair.Create(i, c.Chosen)).ToDictionary())
    {
    }

    /// <summary>The departures that really were ones.</summary>
    public IReadOnlyList<KeyValuePair<int, int>> Taken => taken;

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        var simplest = Simplest(candidates, current);
        if (departures.TryGetValue(decision++, out var wanted) && wanted != candidates[simplest].Id)
        {
            for (var i = 0; i < candidates.Length; i++)
            {
                if (candidates[i].Id == wanted)
                {
                    taken.Add(KeyValuePair.Create(decision - 1, wanted));
                    return i;
                }
            }
        }

        return simplest;
    }

    public int NextNumber(int bound)
    {
        if (!departures.TryGetValue(decision++, out var wanted) || wanted == 0)
        {
            return 0;
        }

        taken.Add(KeyValuePair.Create(decision - 1, wanted));
        return Math.Min(wanted, bound - 1);
    }

    private static int Simplest(ReadOnlySpan<Operation> candidates, Operation? current)
    {
        var best = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            if (candidates[i] == current)
            {
                return i;
            }

            if (candidates[i].Id < candidates[best].Id)
            {
                best = i;
            }
        }

        return best;
    }
}
