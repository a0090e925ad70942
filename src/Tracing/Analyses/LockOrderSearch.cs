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

    private readonly Lazy<HappensBefore> order; // costly, and most traces have no cycle to ask about
    private readonly ILookup<int, LockOrderGroup> byHeld;
    private readonly ILookup<int, LockOrderGroup> byTaken;
    private readonly ILookup<int, LockOrderGroup> writers;
    private readonly int[] starts;
    private readonly Dictionary<int, Dictionary<int, int>> distances = [];
    private readonly List<LockOrderCycle> found = [];
    private readonly HashSet<string> seen = [];

    private int limit = 2;
    private int nextLimit;
    private int steps;

    public LockOrderSearch(IReadOnlyCollection<LockOrderGroup> groups, Trace trace)
    {
        order = new(() => HappensBefore.Of(trace, HappensBeforeEdges.ForkJoin));
        var inCycles = Trim(groups.Where(group => !group.IsWriter));
        byHeld = inCycles.ToLookup(group => group.Held);
        byTaken = inCycles.ToLookup(group => group.Taken);
        writers = groups.Where(group => group.IsWriter).ToLookup(group => group.Taken);
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
                Extend(new Place([group], [0]), 1);
            }

            limit = nextLimit;
        }
        while (limit < int.MaxValue && !IsOver);

        return new LockOrderCycles(found, !IsOver);
    }

    // What is taken by nobody who holds something, or held by nobody who takes something, is in no cycle.
    private static List<LockOrderGroup> Trim(IEnumerable<LockOrderGroup> groups)
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

    /// <param name="place">Edges, each of which waits for the next, and the writers that makes it so; the last is an edge.</param>
    /// <param name="length">How many edges.</param>
    private void Extend(Place place, int length)
    {
        var (first, last) = (place.Groups[0], place.Groups[^1]);
        if (last.Taken == first.Held)
        {
            Close(place);
            return;
        }

        foreach (var next in byHeld[last.Taken])
        {
            // From the lowest lock on, so that each cycle comes up once.
            if (next.Held <= first.Held || !DistancesTo(first.Held).TryGetValue(next.Taken, out var distance))
            {
                continue;
            }

            if (length + 1 + distance > limit)
            {
                nextLimit = Math.Min(nextLimit, length + 1 + distance);
                continue;
            }

            foreach (var between in Between(last, next))
            {
                if (IsOver || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
                {
                    steps = MostSteps + 1;
                    return;
                }

                if (Meet(place, [.. between, next]) is { } meeting)
                {
                    Extend(meeting, length + 1);
                }
            }
        }
    }

    private void Close(Place place)
    {
        var edges = place.Groups.Where(group => !group.IsWriter).ToList();

        // The same locks in the same order by the same operations are one finding, however often they came up.
        var name = string.Join(' ', edges.Select(group => $"{group.Operation}:{group.Held}"));
        foreach (var between in Between(edges[^1], edges[0]))
        {
            if (!IsOver && !seen.Contains(name) && Meet(place, between) is { } meeting)
            {
                seen.Add(name);
                found.Add(new LockOrderCycle(
                    [.. meeting.Edges.Where(edge => edge.Held != 0)],
                    [.. meeting.Edges.Where(edge => edge.Held == 0).Select(edge => new LockOrderWriter(edge.Taken, edge.Operation, edge.TakenEvent))]));
            }
        }
    }

    // Nobody where the one waits for the other. Where both only read, a writer that waits may keep the one out.
    private IEnumerable<LockOrderGroup[]> Between(LockOrderGroup last, LockOrderGroup next) =>
        last.WaitsFor(next) ? [[]] : writers[next.Held].Select(writer => new[] { writer });

    /// <summary>The place with more groups: the first edges of which none happened before another; null where there are none, or something else keeps them apart.</summary>
    private Place? Meet(Place place, LockOrderGroup[] more)
    {
        LockOrderGroup[] groups = [.. place.Groups, .. more];
        int[] at = [.. place.At, .. more.Select(_ => 0)];
        var moved = new Stack<int>(Enumerable.Range(place.Groups.Length, more.Length));
        if (moved.Any(one => groups[..one].Any(other => !groups[one].MayMeet(other))))
        {
            steps += groups.Length;
            return null;
        }

        while (moved.TryPop(out var one))
        {
            for (var other = 0; other < groups.Length; other++)
            {
                steps++;
                var (mine, theirs) = (groups[one].Edges[at[one]].TakenEvent, groups[other].Edges[at[other]].TakenEvent);
                if (one == other || order.Value.AreConcurrent(mine, theirs))
                {
                    continue;
                }

                // What happened before another's edge happened before all its later ones.
                var early = order.Value.IsBefore(mine, theirs) ? one : other;
                if (++at[early] == groups[early].Edges.Count)
                {
                    return null;
                }

                moved.Push(one);
                moved.Push(early);
                break;
            }
        }

        return new Place(groups, at);
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

    /// <summary>Groups of different operations, and for each its first edge at which all of them can be at once.</summary>
    private sealed record Place(LockOrderGroup[] Groups, int[] At)
    {
        public IEnumerable<LockOrderEdge> Edges => Groups.Select((group, i) => group.Edges[At[i]]);
    }
}
