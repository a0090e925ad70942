using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Exploration;

/// <summary>Finds the places that a schedule names in the code as it is now.</summary>
/// <remarks>Code above moves lines and changes the numbers of sites; the method and what is called there tell a place from others, and its turn among those that look the same.</remarks>
internal static class RecordedSites
{
    private const string OrdinalMark = " #";

    /// <summary>Whether a place is the recorded one, wherever its line is.</summary>
    /// <param name="recorded"><c>Account.cs:22 Account.TransferTo (Monitor.Enter)</c>.</param>
    /// <param name="site">A place of the code.</param>
    public static bool IsAt(string recorded, Site site) => WithoutLocation(recorded) == PlaceOf(site);

    /// <summary>The plain accesses that were scheduling points, by their numbers in the code that is loaded now.</summary>
    public static IReadOnlyCollection<long> SharedIn(Schedule schedule)
    {
        var changed = Modules.ChangedIds(schedule.Modules);
        return
        [
            .. schedule.SharedAccesses
                .GroupBy(a => SiteTable.ModuleIdOf(a.Id))
                .SelectMany(module => changed.Contains(module.Key) ? Find(module.Key, module) : module.Select(a => a.Id)),
        ];
    }

    /// <summary>How a schedule names plain accesses: by their places, and after <c>#</c> which of those that look the same it is, unless it is the first.</summary>
    public static IEnumerable<ScheduleAccess> Record(IEnumerable<long> sites) =>
        sites.Order().GroupBy(SiteTable.ModuleIdOf).SelectMany(module =>
        {
            var places = PlacesOf(module.Key);
            return module.Select(id =>
            {
                var site = SiteTable.Resolve(id);
                var earlier = places[PlaceOf(site)].TakeWhile(other => other != id).Count();
                return new ScheduleAccess(id, earlier > 0 ? $"{site}{OrdinalMark}{earlier + 1}" : site.ToString());
            });
        });

    private static IEnumerable<long> Find(int module, IEnumerable<ScheduleAccess> accesses)
    {
        var places = PlacesOf(module);
        return accesses.Select(access =>
        {
            var (site, ordinal) = Parse(access.Site);
            return places[WithoutLocation(site)].Skip(ordinal - 1).FirstOrDefault(access.Id);
        });
    }

    // In the order of their numbers.
    private static ILookup<string, long> PlacesOf(int module) => SiteTable.OfModule(module).ToLookup(PlaceOf, static site => site.Id);

    private static string PlaceOf(Site site) => $"{site.Method} ({site.Member})";

    private static (string Site, int Ordinal) Parse(string recorded)
    {
        var mark = recorded.LastIndexOf(OrdinalMark, StringComparison.Ordinal);
        return mark >= 0 && int.TryParse(recorded.AsSpan(mark + OrdinalMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? (recorded[..mark], ordinal)
            : (recorded, 1);
    }

    // Without "Account.cs:22 ", which is not there where there was no PDB. A file's name may have colons of its own.
    private static string WithoutLocation(string recorded)
    {
        for (var colon = recorded.IndexOf(':', StringComparison.Ordinal); colon >= 0; colon = recorded.IndexOf(':', colon + 1))
        {
            var space = recorded.IndexOf(' ', colon);
            if (space > 0 && int.TryParse(recorded.AsSpan(colon + 1, space - colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return recorded[(space + 1)..];
            }
        }

        return recorded;
    }
}
