using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>Depth-first enumeration of every sequence of decisions. Ends by itself when all have been run.</summary>
internal sealed class Exhaustive : IExplorationStrategy, IStrategy
{
    private readonly List<(int Chosen, int Count)> path = [];
    private int depth;

    public IStrategy? Begin(int schedule)
    {
        if (schedule > 1 && !Advance())
        {
            return null;
        }

        depth = 0;
        return this;
    }

    public void End(int steps)
    {
        // Decisions beyond where this schedule came to belong to another branch.
        path.RemoveRange(depth, path.Count - depth);
    }

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind) => NextNumber(candidates.Length);

    public int NextNumber(int bound)
    {
        if (depth == path.Count)
        {
            path.Add((0, bound));
        }

        return path[depth++].Chosen;
    }

    public void Dispose()
    {
    }

    private bool Advance()
    {
        while (path.Count > 0)
        {
            var (chosen, count) = path[^1];
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
