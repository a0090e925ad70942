namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>Who waits for whom at one instant of a trace.</summary>
/// <param name="Edges">Each operation that waits for a resource, with each that holds it.</param>
/// <param name="Waits">Every wait that is open, whether its holder is known or not.</param>
public sealed record WaitForGraph(IReadOnlyList<WaitForEdge> Edges, IReadOnlyList<BlockedInterval> Waits)
{
    /// <summary>The graph of <paramref name="trace"/> after an event.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="atEvent">Index of the event.</param>
    public static WaitForGraph At(Trace trace, int atEvent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(atEvent);
        var use = ResourceUse.Of(trace);
        var waits = use.Waits.Where(w => w.BlockedEvent <= atEvent && (w.UnblockedEvent ?? int.MaxValue) > atEvent).ToList();
        var edges = waits.Where(w => w.Resource > 0)
            .SelectMany(w => use.HoldersAt(w.Resource, atEvent).Where(h => h != w.Operation).Select(h => new WaitForEdge(w.Operation, h, w.Resource)));
        return new WaitForGraph([.. edges], waits);
    }

    /// <summary>The operations on cycles of the graph: none of them goes on unless something outside the graph happens.</summary>
    public IReadOnlyList<int> InCycles() =>
        [.. Edges.Select(e => e.Waiter).Distinct().Where(operation => Reaches(operation, operation)).Order()];

    private bool Reaches(int from, int target)
    {
        var seen = new HashSet<int>();
        var open = new Stack<int>([from]);
        while (open.TryPop(out var operation))
        {
            foreach (var edge in Edges.Where(e => e.Waiter == operation))
            {
                if (edge.Holder == target)
                {
                    return true;
                }

                if (seen.Add(edge.Holder))
                {
                    open.Push(edge.Holder);
                }
            }
        }

        return false;
    }
}
