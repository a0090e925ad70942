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
    public static bool IsAt(string recorded, Site site)
    {
        var place = $"{site.Method} ({site.Member})";
        return recorded.EndsWith(place, StringComparison.Ordinal)
            && (recorded.Length == place.Length || IsLocation(recorded.AsSpan(0, recorded.Length - place.Length)));
    }

    /// <summary>The plain accesses that were scheduling points, by their numbers in the code that is loaded now.</summary>
    public static IReadOnlyCollection<long> SharedIn(Schedule schedule)
    {
        var changed = Modules.ChangedIds(schedule.Modules);
        return [.. schedule.SharedAccesses.Select(a => changed.Contains(SiteTable.ModuleIdOf(a.Id)) ? Find(a) ?? a.Id : a.Id)];
    }

    /// <summary>How a schedule names a plain access: its place, and after <c>#</c> which of those that look the same it is, unless it is the first.</summary>
    public static ScheduleAccess Record(long id)
    {
        var site = SiteTable.Resolve(id);
        var ordinal = SiteTable.OfModule(SiteTable.ModuleIdOf(id)).Count(s => s.Id <= id && LooksLike(s, site));
        return new ScheduleAccess(id, ordinal > 1 ? $"{site}{OrdinalMark}{ordinal}" : site.ToString());
    }

    private static long? Find(ScheduleAccess access)
    {
        var (place, ordinal) = Parse(access.Site);
        return SiteTable.OfModule(SiteTable.ModuleIdOf(access.Id)).Where(s => IsAt(place, s)).ElementAtOrDefault(ordinal - 1)?.Id;
    }

    private static (string Place, int Ordinal) Parse(string recorded)
    {
        var mark = recorded.LastIndexOf(OrdinalMark, StringComparison.Ordinal);
        return mark >= 0 && int.TryParse(recorded.AsSpan(mark + OrdinalMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? (recorded[..mark], ordinal)
            : (recorded, 1);
    }

    private static bool LooksLike(Site one, Site other) => one.Method == other.Method && one.Member == other.Member;

    // "Account.cs:22 "
    private static bool IsLocation(ReadOnlySpan<char> text) =>
        text is [.. var location, ' '] && location.LastIndexOf(':') is > 0 and var colon && int.TryParse(location[(colon + 1)..], out _);
}
