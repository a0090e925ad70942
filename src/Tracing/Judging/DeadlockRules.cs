using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>Deadlocks that happened, and such as may happen.</summary>
internal static class DeadlockRules
{
    public static Rule None() => new("to have no deadlock", trace => trace.Deadlock is { } deadlock ? DeadlockWords.Explain(trace, deadlock) : null)
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
}
