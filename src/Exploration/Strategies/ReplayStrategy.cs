using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>Takes the decisions of a schedule again, and says where the code no longer offers them.</summary>
/// <param name="decisions">What to decide.</param>
internal sealed class ReplayStrategy(IReadOnlyList<ScheduleDecision> decisions) : IStrategy
{
    private int next;

    /// <summary>Decisions not yet taken.</summary>
    public int Left => decisions.Count - next;

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        if (next >= decisions.Count)
        {
            throw new DivergenceException(Divergence(candidates, null));
        }

        var decision = decisions[next++];
        for (var i = 0; i < candidates.Length; i++)
        {
            if (candidates[i].Id == decision.Operation && (int)decision.Kind == (int)kind)
            {
                return i;
            }
        }

        throw new DivergenceException(Divergence(candidates, decision));
    }

    public int NextNumber(int bound) =>
        next < decisions.Count && decisions[next].Kind == DecisionKind.Number ? Math.Min(decisions[next++].Operation, bound - 1) : 0;

    private string Divergence(ReadOnlySpan<Operation> candidates, ScheduleDecision? decision)
    {
        var offered = string.Join(", ", candidates.ToArray().OrderBy(o => o.Id).Select(o => $"op {o.Id} at {SiteTable.Resolve(o.Site)}"));
        return decision is null
            ? $"the schedule ends after decision {decisions.Count}, and the code goes on; it offers {offered}"
            : $"decision {next} of {decisions.Count} asks for op {decision.Operation} at {decision.Site}; the code offers {offered}";
    }
}
