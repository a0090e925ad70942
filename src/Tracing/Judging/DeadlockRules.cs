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

    public static Rule NonePotential() => new("to have no potential deadlock", trace =>
    {
        var cycles = LockOrderGraph.Of(trace).Cycles();
        return cycles.Count == 0 ? null : Explanation.OfSome(
            $"{string.Join(" and ", cycles[0].Select(edge => $"op {edge.Operation}"))} take {string.Join(", ", cycles[0].Select(edge => TraceWords.Resource(trace, edge.Held)))} in opposite orders, which deadlocks in another schedule:",
            cycles.SelectMany(cycle => cycle).ToList(),
            edge =>
            [
                $"{TraceWords.Operation(trace, edge.Operation)} takes {TraceWords.Resource(trace, edge.Taken)} while it holds {TraceWords.Resource(trace, edge.Held)}",
                "  " + TraceWords.Event(trace, edge.HeldEvent),
                "  " + TraceWords.Event(trace, edge.TakenEvent),
            ],
            shown: 10);
    });

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
