using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration;

/// <summary>Writes down the choices of a run as a schedule.</summary>
internal static class ScheduleMaker
{
    public static Schedule Make(IReadOnlyList<Choice> choices, IEnumerable<long> sharedSites, ExplorerOptions options, ulong seed, int number) => new()
    {
        Test = options.TestIdentity,
        Strategy = options.Strategy,
        Seed = seed,
        Number = number,
        Stall = options.MaxStall,
        Modules = Modules.Loaded(),
        SharedAccesses = [.. RecordedSites.Record(sharedSites)],
        Decisions = [.. choices.Select(c => new ScheduleDecision(c.Chosen, c.Count, (DecisionKind)c.Kind, SiteTable.Resolve(c.Site).ToString()))],
    };
}
