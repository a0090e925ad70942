using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>Deadlocks that happened, and such as may happen.</summary>
internal static class DeadlockRules
{
    public static Rule None() => new("to have no deadlock", trace => (trace.Deadlock ?? AtTheEnd(trace)) is { } deadlock ? DeadlockWords.Explain(trace, deadlock) : null)
    {
        ProvenDespiteLoss = true,
    };

    public static Rule NonePotential() => Rule.Judging("to have no potential deadlock", trace =>
    {
        if (Evidence.Lost(trace) is { } lost)
        {
            return new Finding(lost, IsInconclusive: true);
        }

        var cycles = LockOrderGraph.Of(trace).Cycles();
        return cycles.Found.Count > 0 ? new Finding(Explain(trace, cycles), IsInconclusive: false)
            : cycles.IsComplete ? null
            : new Finding(new Explanation("locks are taken in so many orders that the search for a cycle was given up. Judge a smaller test, or let fewer operations take the locks.", []), IsInconclusive: true);
    });

    private static Explanation Explain(Trace trace, LockOrderCycles cycles)
    {
        var first = cycles.Found[0].Edges;
        return Explanation.OfSome(
            $"{string.Join(" and ", first.Select(edge => $"op {edge.Operation}"))} take {string.Join(", ", first.Select(edge => TraceWords.Resource(trace, edge.Held)))} in opposite orders, which deadlocks in another schedule{(cycles.IsComplete ? "" : ", as may others that were not looked for")}:",
            cycles.Found.SelectMany(cycle => cycle.Edges.Select(edge => Lines(trace, edge)).Concat(cycle.Writers.Select(writer => Lines(trace, writer)))).ToList(),
            lines => lines,
            shown: 10);
    }

    private static string[] Lines(Trace trace, LockOrderEdge edge) =>
    [
        $"{TraceWords.Operation(trace, edge.Operation)} takes {TraceWords.Resource(trace, edge.Taken)} while it holds {TraceWords.Resource(trace, edge.Held)}",
        "  " + TraceWords.Event(trace, edge.HeldEvent),
        "  " + TraceWords.Event(trace, edge.TakenEvent),
    ];

    private static string[] Lines(Trace trace, LockOrderWriter writer) =>
    [
        $"{TraceWords.Operation(trace, writer.Operation)} waits to write {TraceWords.Resource(trace, writer.Lock)} meanwhile, which keeps new readers out",
        "  " + TraceWords.Event(trace, writer.Event),
    ];

    // Our scheduler says when nothing goes on any more; the real one does not, but who waits for each other in a circle then waits for ever. A release that was lost would end it.
    private static DeadlockInfo? AtTheEnd(Trace trace)
    {
        if (trace.Header.Mode != TraceMode.Observe || trace.Events.Count == 0 || Evidence.Lost(trace) is not null)
        {
            return null;
        }

        var last = trace.Events.Count - 1;
        var graph = WaitForGraph.At(trace, last);
        var stuck = graph.InCycles().ToHashSet();
        return stuck.Count == 0 ? null : new DeadlockInfo(
            [
                .. graph.Waits.Where(wait => stuck.Contains(wait.Operation)).Select(wait => new DeadlockWait(
                    wait.Operation,
                    wait.Reason,
                    wait.Resource,
                    wait.Site,
                    [.. graph.Edges.Where(edge => edge.Waiter == wait.Operation).Select(edge => edge.Holder).Distinct()],
                    InCycle: true)),
            ],
            Total: false);
    }
}
