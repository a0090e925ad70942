using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>Says where an operation is that does not come back from code that is not under control.</summary>
internal static class HeldUp
{
    /// <summary>The member that it called; an operation that has called nothing yet is in its own code.</summary>
    public static string Where(long site) => site == 0 ? "code before its first scheduling point" : SiteTable.Resolve(site).Member;
}
