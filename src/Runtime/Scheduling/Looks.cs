using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Tells calls that look whether something has happened, as polling loops make them, from calls that do something.</summary>
internal static class Looks
{
    private static readonly ConcurrentDictionary<long, bool> Known = new();

    private static readonly string[] Beginnings = ["Is", "Count", "Current", "Status", "Completion", "Contains", "Peek", "Get", "Read", "VolatileRead", "CompareExchange", "Exchange", "Try"];

    // A loop of these fills something.
    private static readonly string[] Exceptions = ["TryAdd", "TryWrite", "TrySet", "TryUpdate", "TryComplete"];

    /// <summary>Whether the member called at the site is one that looks; goes by its name.</summary>
    public static bool Includes(long site) => Known.GetOrAdd(site, static site => IsLook(SiteTable.Resolve(site).MemberAlone));

    private static bool IsLook(string member)
    {
        var name = member[(member.LastIndexOf('.') + 1)..];
        return Begins(Beginnings, name) && !Begins(Exceptions, name);
    }

    private static bool Begins(string[] beginnings, string name) => Array.Exists(beginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal));
}
