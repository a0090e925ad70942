using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>Takes the decisions of a schedule again, and says where the code no longer offers them.</summary>
/// <param name="schedule">What to decide.</param>
internal sealed class ReplayStrategy(Schedule schedule) : IStrategy
{
    private readonly IReadOnlyList<ScheduleDecision> decisions = schedule.Decisions;
    private readonly bool ordersOutside = schedule.Decisions.Any(d => d.Kind == DecisionKind.External);

    // Schedules of versions that did not write down who had to wait for the outside say nothing of who had not.
    private readonly bool tellsWhoWentAway = schedule.Decisions.Any(d => d.Kind == DecisionKind.Away) || schedule.Decisions.All(d => d.Kind != DecisionKind.External);
    private int next;

    /// <summary>Decisions not yet taken, not counting those about the outside.</summary>
    public int Left => decisions.Skip(next).Count(d => !IsPassedOver(d));

    /// <summary>Where the code and the schedule part, in words; null while they agree.</summary>
    public string? Difference { get; private set; }

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        if (Expected() is { } decision && (int)decision.Kind == (int)kind)
        {
            for (var i = 0; i < candidates.Length; i++)
            {
                if (candidates[i].Id == decision.Operation && (decision.Site.Length == 0 || RecordedSites.IsAt(decision.Site, SiteTable.Resolve(candidates[i].Site))))
                {
                    next++;
                    return i;
                }
            }
        }

        throw Diverged(string.Join(", ", candidates.ToArray().OrderBy(o => o.Id).Select(o => $"op {o.Id} at {SiteTable.Resolve(o.Site)}")));
    }

    public int NextNumber(int bound)
    {
        if (Expected() is { Kind: DecisionKind.Number } decision && decision.Operation < bound)
        {
            next++;
            return decision.Operation;
        }

        throw Diverged($"a number below {bound}");
    }

    /// <inheritdoc/>
    public double PatienceForNext { get; init; } = 1;

    public int NextToComeBack(int looks) =>
        !ordersOutside || next == decisions.Count ? IStrategy.Anybody
        : NextFromOutside(looks) is { } expected && looks >= expected.Enabled - 1 ? expected.Operation
        : IStrategy.Nobody;

    public bool MayArrive(long site, int looks) =>
        next == decisions.Count
        || (NextFromOutside(looks) is { } expected && looks >= expected.Enabled - 1 && RecordedSites.IsAt(expected.Site, SiteTable.Resolve(site)));

    public void CameBack(Operation operation) => Take(operation, DecisionKind.External);

    public bool? WasComplete(Operation operation, int looks) =>
        !tellsWhoWentAway ? null : !(next < decisions.Count && decisions[next] is { Kind: DecisionKind.Away } away && away.Operation == operation.Id && away.Enabled - 1 == looks);

    public void WentAway(Operation operation) => Take(operation, DecisionKind.Away);

    /// <summary>What is wrong when the run is over: null, or that decisions are left.</summary>
    public string? Unused() => Left == 0 ? null
        : ExplorationErrors.Diverged(schedule, next, Difference = $"the code ends before {Words(Expected()!)}, so that {Left} of {decisions.Count} decisions are left");

    private static string Words(ScheduleDecision decision) => decision.Kind switch
    {
        DecisionKind.Number => $"number {decision.Operation} of {decision.Enabled} at {decision.Site}",
        DecisionKind.Wake => $"op {decision.Operation} to be woken at {decision.Site}",
        _ => $"op {decision.Operation} at {decision.Site}",
    };

    // What had to be waited for when the schedule was found may be there at once this time; a number that can only be 0 was written down once, and is no decision.
    private static bool IsPassedOver(ScheduleDecision decision) => decision is { Kind: DecisionKind.External or DecisionKind.Away } or { Kind: DecisionKind.Number, Enabled: 1 };

    private ScheduleDecision? NextFromOutside(int looks)
    {
        var index = AfterThoseGoneBy(looks);
        return index < decisions.Count && decisions[index].Kind == DecisionKind.External ? decisions[index] : null;
    }

    // Who went away when the schedule was found, and has not by now, did not this time.
    private int AfterThoseGoneBy(int looks)
    {
        var index = next;
        while (index < decisions.Count && decisions[index] is { Kind: DecisionKind.Away } away && looks >= away.Enabled)
        {
            index++;
        }

        return index;
    }

    private void Take(Operation operation, DecisionKind kind)
    {
        var index = kind == DecisionKind.Away ? next : AfterThoseGoneBy(int.MaxValue);
        if (index < decisions.Count && decisions[index].Kind == kind && decisions[index].Operation == operation.Id)
        {
            next = index + 1;
        }
    }

    private ScheduleDecision? Expected()
    {
        while (next < decisions.Count && IsPassedOver(decisions[next]))
        {
            next++;
        }

        return next < decisions.Count ? decisions[next] : null;
    }

    private DivergenceException Diverged(string offered)
    {
        Difference = Expected() is { } decision
            ? $"decision {next + 1} of {decisions.Count} asks for {Words(decision)}; the code offers {offered}"
            : $"the schedule ends after decision {decisions.Count}, and the code goes on; it offers {offered}";
        return new DivergenceException(ExplorationErrors.Diverged(schedule, next, Difference));
    }
}
