using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Tracing.Diffing;

/// <summary>Names that are the same in two builds and two schedules.</summary>
internal static class Place
{
    /// <summary>The place without file and line: an edit elsewhere moves those.</summary>
    public static string Of(Trace trace, long site) => trace.SiteAt(site) is var place ? $"{place.Method} ({place.Member})" : "";

    /// <summary>The resource without its number, which depends on who used it first.</summary>
    public static string OfResource(Trace trace, int resource) => TraceWords.Resource(trace, resource).Split('#')[0];
}
