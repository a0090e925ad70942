using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>Searches the order of locks for cycles that operations can be in at the same time.</summary>
/// <remarks>
/// Goes deeper by as much as it must, so that short cycles come first (Richard E. Korf, Depth-First Iterative-Deepening: An Optimal Admissible Tree Search, 1985),
/// and asks of a path whether its operations can all be there at once as one does of a weak conjunctive predicate (Vijay K. Garg and Brian Waldecker,
/// Detection of Weak Unstable Predicates in Distributed Programs, 1994).
/// </remarks>
internal sealed class LockOrderSearch
{
    /// <summary>Steps of the search after which it is given up: a few tens of milliseconds.</summary>
    public const int MostSteps = 1_000_000;

    /// <summary>Cycles after which it is given up.</summary>
    public const int MostCycles = 100;

    private readonly HappensBefore order;
    private readonly ILookup<int, LockOrderGroup> byHeld;
    private readonly ILookup<int, LockOrderGroup> byTaken;
    private readonly int[] starts;
    private readonly Dictionary<int, Dictionary<int, int>> distances = [];
    private readonly List<IReadOnlyList<LockOrderEdge>> found = [];
    private readonly HashSet<string> seen = [];

    private int limit = 2;
    private int nextLimit;
    private int steps;

    public LockOrderSearch(IReadOnlyCollection<LockOrderGroup> groups, HappensBefore order)
    {
        this.order = order;
        var inCycles = Trim(groups);
        byHeld = inCycles.ToLookup(group => group.Held);
        byTaken = inCycles.ToLookup(group => group.Taken);
        starts = [.. byHeld.Select(of => of.Key).Order()];
    }

    private bool IsOver => steps > MostSteps || found.Count >= MostCycles;

    public LockOrderCycles Run()
    {
        do
        {
            nextLimit = int.MaxValue;
            foreach (var group in starts.SelectMany(start => byHeld[start]))
            {
                Extend([group], [0]);
            }

            limit = nextLimit;
        }
        while (limit < int.MaxValue && !IsOver);

        return new LockOrderCycles(found, !IsOver);
    }

    // What is taken by nobody who holds something, or held by nobody who takes something, is in no cycle.
    private static List<LockOrderGroup> Trim(IReadOnlyCollection<LockOrderGroup> groups)
    {
        var left = groups.ToList();
        int before;
        do
        {
            before = left.Count;
            var (held, taken) = (left.Select(group => group.Held).ToHashSet(), left.Select(group => group.Taken).ToHashSet());
            left.RemoveAll(group => !taken.Contains(group.Held) || !held.Contains(group.Taken));
        }
        while (left.Count < before);

        return left;
    }

    /// <param name="path">Groups, each of which waits for the next.</param>
    /// <param name="at">For each, its first edge that all of them can be at.</param>
    private void Extend(LockOrderGroup[] path, int[] at)
    {
        var (first, last) = (path[0], path[^1]);
        if (last.Taken == first.Held)
        {
            Close(path, at);
            return;
        }

        foreach (var next in byHeld[last.Taken])
        {
            // From the lowest lock on, so that each cycle comes up once.
            if (IsOver || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                steps = MostSteps + 1;
                return;
            }

            steps += path.Length;
            if (next.Held <= first.Held || !last.WaitsFor(next) || !DistancesTo(first.Held).TryGetValue(next.Taken, out var distance) || !path.All(next.MayMeet))
            {
                continue;
            }

            if (path.Length + 1 + distance > limit)
            {
                nextLimit = Math.Min(nextLimit, path.Length + 1 + distance);
            }
            else if (Meet([.. path, next], [.. at, 0]) is { } meeting)
            {
                Extend([.. path, next], meeting);
            }
        }
    }

    private void Close(LockOrderGroup[] path, int[] at)
    {
        // The same locks in the same order by the same operations are one finding, however often they came up.
        if (path[^1].WaitsFor(path[0]) && !IsOver && seen.Add(string.Join(' ', path.Select(group => $"{group.Operation}:{group.Held}"))))
        {
            found.Add([.. path.Select((group, i) => group.Edges[at[i]])]);
        }
    }

    /// <summary>The first edges from <paramref name="at"/> on of which none happened before another; null where there are none. Only the last group is new.</summary>
    private int[]? Meet(LockOrderGroup[] groups, int[] at)
    {
        var moved = new Stack<int>([groups.Length - 1]);
        while (moved.TryPop(out var one))
        {
            for (var other = 0; other < groups.Length; other++)
            {
                steps++;
                var (mine, theirs) = (groups[one].Edges[at[one]].TakenEvent, groups[other].Edges[at[other]].TakenEvent);
                if (one == other || order.AreConcurrent(mine, theirs))
                {
                    continue;
                }

                // What happened before another's edge happened before all its later ones.
                var early = order.IsBefore(mine, theirs) ? one : other;
                if (++at[early] == groups[early].Edges.Count)
                {
                    return null;
                }

                moved.Push(one);
                moved.Push(early);
                break;
            }
        }

        return at;
    }

    /// <summary>How many edges lead from each lock to <paramref name="start"/>, at least, over higher locks only.</summary>
    private Dictionary<int, int> DistancesTo(int start)
    {
        if (distances.TryGetValue(start, out var known))
        {
            return known;
        }

        var result = new Dictionary<int, int> { [start] = 0 };
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var to))
        {
            foreach (var group in byTaken[to])
            {
                steps++;
                if (group.Held > start && result.TryAdd(group.Held, result[to] + 1))
                {
                    queue.Enqueue(group.Held);
                }
            }
        }

        distances.Add(start, result);
        return result;
    }
}
