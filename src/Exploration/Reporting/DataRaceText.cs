using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>A data race in words: who was about to do what, where.</summary>
internal static class DataRaceText
{
    public static string Summary(DataRace race) => $"{Side(race.First)} while {Side(race.Second)}";

    public static string Advice(DataRace race) =>
        $"  {Name(race.On)} is not made for several threads at once when one of them writes: nothing orders these two calls. Guard both with one lock, or use a\n" +
        "  concurrent collection. (CheckDataRaces = false lets such schedules go on.)\n";

    private static string Side(DataRaceSide side)
    {
        var site = SiteTable.Resolve(side.Site);
        return $"op {side.Operation} {(side.IsWrite ? "writes" : "reads")} ({site.Member} at {site.Location})";
    }

    private static string Name(Type type) => (type.DeclaringType is { } outer ? Name(outer) + "." : "") + type.Name.Split('`')[0];
}
