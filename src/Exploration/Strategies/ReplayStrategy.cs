using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>Takes the decisions of a schedule again, and says where the code no longer offers them.</summary>
/// <param name="decisions">What to decide.</param>
internal sealed class ReplayStrategy(IReadOnlyList<ScheduleDecision> decisions) : IStrategy
{
    private readonly bool ordersOutside = decisions.Any(d => d.Kind == DecisionKind.External);
    private int next;

    /// <summary>Decisions not yet taken, not counting in which order operations came back.</summary>
    public int Left => decisions.Skip(next).Count(d => d.Kind != DecisionKind.External);

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        SkipExternal();
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

    public int NextNumber(int bound)
    {
        SkipExternal();
        return next < decisions.Count && decisions[next].Kind == DecisionKind.Number ? Math.Min(decisions[next++].Operation, bound - 1) : 0;
    }

    public int NextToComeBack() =>
        !ordersOutside || next == decisions.Count ? IStrategy.Anybody
        : decisions[next].Kind == DecisionKind.External ? decisions[next].Operation
        : IStrategy.Nobody;

    public void CameBack(Operation operation)
    {
        if (next < decisions.Count && decisions[next] is { Kind: DecisionKind.External } expected && expected.Operation == operation.Id)
        {
            next++;
        }
    }

    // What had to be waited for when the schedule was found may be there at once this time.
    private void SkipExternal()
    {
        while (next < decisions.Count && decisions[next].Kind == DecisionKind.External)
        {
            next++;
        }
    }

    private string Divergence(ReadOnlySpan<Operation> candidates, ScheduleDecision? decision)
    {
        var offered = string.Join(", ", candidates.ToArray().OrderBy(o => o.Id).Select(o => $"op {o.Id} at {SiteTable.Resolve(o.Site)}"));
        return decision is null
            ? $"the schedule ends after decision {decisions.Count}, and the code goes on; it offers {offered}"
            : $"decision {next} of {decisions.Count} asks for op {decision.Operation} at {decision.Site}; the code offers {offered}";
    }
}
