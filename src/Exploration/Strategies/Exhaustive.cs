using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>Depth-first enumeration of every sequence of decisions. Ends by itself when all have been run.</summary>
/// <param name="shard">
/// The part to run. The first decisions of a schedule, enumerated alike on every machine, say whose it is: another machine's is given up as soon as they are taken.
/// </param>
internal sealed class Exhaustive(Shard shard) : IExplorationStrategy, IStrategy
{
    // So many first decisions make enough prefixes for some tens of machines, and few runs that are given up.
    private const int PrefixLength = 4;

    private readonly List<(int Chosen, int Count)> path = [];
    private bool started;
    private int depth;
    private int prefix;
    private bool atNewPrefix = true;

    public bool IsOfAnotherShard { get; private set; }

    public bool NeedsFixedPoints => true;

    public IStrategy? Begin(int schedule)
    {
        if (started && !Advance())
        {
            return null;
        }

        started = true;
        depth = 0;
        return this;
    }

    public void End(bool teaches)
    {
        // Decisions beyond where this schedule came to belong to another branch.
        path.RemoveRange(depth, path.Count - depth);
        if (depth < PrefixLength)
        {
            EnterPrefix();
        }
    }

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        var chosen = NextNumber(candidates.Length);
        return IsOfAnotherShard && depth == PrefixLength ? throw new DivergenceException("another shard's schedule") : chosen;
    }

    public int NextNumber(int bound)
    {
        if (depth == path.Count)
        {
            path.Add((0, bound));
        }

        var chosen = path[depth++].Chosen;
        if (depth == PrefixLength)
        {
            EnterPrefix();
        }

        return chosen;
    }

    public void StartAgain()
    {
        path.Clear();
        started = false;
        prefix = 0;
        atNewPrefix = true;
    }

    public void Dispose()
    {
    }

    private void EnterPrefix()
    {
        if (atNewPrefix)
        {
            atNewPrefix = false;
            IsOfAnotherShard = !shard.Has(++prefix);
        }
    }

    private bool Advance()
    {
        while (path.Count > 0)
        {
            var (chosen, count) = path[^1];
            atNewPrefix |= path.Count <= PrefixLength;
            if (chosen + 1 < count)
            {
                path[^1] = (chosen + 1, count);
                return true;
            }

            path.RemoveAt(path.Count - 1);
        }

        return false;
    }
}
