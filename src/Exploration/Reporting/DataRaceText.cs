using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>A data race in words: who was about to do what, where.</summary>
internal static class DataRaceText
{
    public static string Summary(DataRace race) => $"{Side(race.First)} while {Side(race.Second)}";

    public static string Advice(DataRace race) => UnsafeCollections.IsSynchronized(race.On)
        ? "  Each call of a synchronised collection is safe, but to look through one takes several: hold the lock of its SyncRoot meanwhile.\n" +
          "  (CheckDataRaces = false lets such schedules go on.)\n"
        : $"  {NameOf(race.On)} is not made for several threads at once when one of them writes: nothing orders these two calls. Guard both with one lock, or use a\n" +
        $"  {(typeof(System.Collections.IEnumerable).IsAssignableFrom(race.On) ? "concurrent collection" : "second object")}. (CheckDataRaces = false lets such schedules go on.)\n";

    private static string Side(DataRaceSide side)
    {
        var site = SiteTable.Resolve(side.Site);
        return $"op {side.Operation} {(side.IsWrite ? "writes" : "reads")} ({site.Member} at {site.Location})";
    }

    // The compiler's names of iterators say nothing to who wrote them.
    private static string NameOf(Type type) => type.Name.StartsWith('<') ? "An enumerator" : Name(Known(type));

    // Nor do the platform's own names of what it makes.
    private static Type Known(Type type) =>
        !type.IsVisible && type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal) && type.BaseType is { } known && known != typeof(object) ? Known(known) : type;

    private static string Name(Type type) => (type.DeclaringType is { } outer ? Name(outer) + "." : "") + type.Name.Split('`')[0];
}
