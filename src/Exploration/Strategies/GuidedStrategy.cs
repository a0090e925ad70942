using System.Runtime.InteropServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>
/// Lets the running operation go on, else the oldest, except where it is told: a schedule written as its departures from the simplest one. Who yields
/// comes after those who did not, or did so earlier: else one that polls would keep from running what it waits for. So does who has gone on for very long.
/// </summary>
internal sealed class GuidedStrategy : IStrategy
{
    // So many decisions for one of several: a livelock only because the others never had a turn is none, and would be shorter than the one that was found.
    private const int LongestTurn = 2_000;

    private readonly Func<Moment, int?> wanted;
    private readonly Queue<Choice> comingBack;
    private readonly Dictionary<int, int> decisionsOf = [];
    private readonly List<KeyValuePair<Moment, int>> departures = [];
    private readonly Dictionary<int, int> lastYields = [];
    private int yields;
    private int justYielded;
    private int turn;
    private Operation? lastChosen;

    private GuidedStrategy(Func<Moment, int?> wanted, IEnumerable<Choice> comingBack)
    {
        this.wanted = wanted;
        this.comingBack = new Queue<Choice>(comingBack);
    }

    /// <summary>What was chosen other than the simplest, in this run.</summary>
    public IReadOnlyList<KeyValuePair<Moment, int>> Departures => departures;

    /// <summary>Takes a whole schedule again.</summary>
    public static GuidedStrategy Along(IReadOnlyList<Choice> choices)
    {
        var next = 0;
        var own = choices.Where(c => c.Kind is not (ChoiceKind.External or ChoiceKind.Away)).ToList();
        return new GuidedStrategy(_ => next < own.Count ? own[next++].Chosen : null, choices.Where(c => c.Kind == ChoiceKind.External));
    }

    /// <summary>Departs at the given moments only.</summary>
    public static GuidedStrategy Departing(Dictionary<Moment, int> departures) =>
        new(moment => departures.TryGetValue(moment, out var chosen) ? chosen : null, []);

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        if (current is not null && turn >= LongestTurn)
        {
            turn = 0;
            Yielded(current);
        }

        var chosen = Choose(candidates, current);
        turn = candidates[chosen] == lastChosen ? turn + 1 : 0;
        lastChosen = candidates[chosen];
        return chosen;
    }

    public int NextNumber(int bound)
    {
        var moment = MomentOf(-1);
        var number = Math.Min(wanted(moment) ?? 0, bound - 1);
        if (number != 0)
        {
            departures.Add(KeyValuePair.Create(moment, number));
        }

        return number;
    }

    public int NextToComeBack(int looks) => !comingBack.TryPeek(out var next) ? IStrategy.Anybody : looks >= next.Count - 1 ? next.Chosen : IStrategy.Nobody;

    public bool MayArrive(long site, int looks) => !comingBack.TryPeek(out var next) || (looks >= next.Count - 1 && site == next.Site);

    // Hundreds of attempts go other ways than the schedule they are taken from.
    public double PatienceForNext => 0.01;

    public void CameBack(Operation operation)
    {
        if (comingBack.TryPeek(out var expected) && expected.Chosen == operation.Id)
        {
            comingBack.Dequeue();
        }
    }

    public void Yielded(Operation operation)
    {
        justYielded = operation.Id;
        lastYields[operation.Id] = ++yields;
    }

    private int Choose(ReadOnlySpan<Operation> candidates, Operation? current)
    {
        var simplest = Simplest(candidates, current?.Id == justYielded ? null : current);
        justYielded = 0;
        var moment = MomentOf(current?.Id ?? 0);
        if (wanted(moment) is { } chosen && chosen != candidates[simplest].Id)
        {
            for (var i = 0; i < candidates.Length; i++)
            {
                if (candidates[i].Id == chosen)
                {
                    departures.Add(KeyValuePair.Create(moment, chosen));
                    return i;
                }
            }
        }

        return simplest;
    }

    private int Simplest(ReadOnlySpan<Operation> candidates, Operation? current)
    {
        var best = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            if (candidates[i] == current)
            {
                return i;
            }

            if ((LastYield(candidates[i]), candidates[i].Id).CompareTo((LastYield(candidates[best]), candidates[best].Id)) < 0)
            {
                best = i;
            }
        }

        return best;
    }

    private int LastYield(Operation operation) => lastYields.GetValueOrDefault(operation.Id);

    private Moment MomentOf(int operation) =>
        new(operation, CollectionsMarshal.GetValueRefOrAddDefault(decisionsOf, operation, out _)++);

    /// <summary>A decision by who was running and the how manyth of that operation it is, so that leaving one departure out does not move the others.</summary>
    /// <param name="Operation">Who was running; 0 when nobody could go on, -1 for a number.</param>
    /// <param name="Ordinal">Decisions before this one with the same operation.</param>
    internal readonly record struct Moment(int Operation, int Ordinal);
}
