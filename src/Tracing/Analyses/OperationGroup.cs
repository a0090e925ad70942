using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>The operations that one place in the code started, and how they spent their time together: what <c>go tool trace</c> shows as goroutine analysis.</summary>
/// <param name="Site">Where they were created; 0 for the body.</param>
/// <param name="Kind">How they came to be.</param>
/// <param name="Operations">Numbers of the operations, in order.</param>
/// <param name="Breakdowns">How each spent its time.</param>
public sealed record OperationGroup(long Site, OperationKind Kind, IReadOnlyList<int> Operations, IReadOnlyList<OperationBreakdown> Breakdowns)
{
    /// <summary>The time of all of them together.</summary>
    public TimeSpan Total => TimeSpan.FromTicks(Breakdowns.Sum(b => b.Total.Ticks));

    /// <summary>The groups of <paramref name="trace"/>, those with the most time first.</summary>
    /// <param name="trace">The trace.</param>
    public static IReadOnlyList<OperationGroup> Of(Trace trace)
    {
        var timeline = OperationTimeline.Of(trace);
        return
        [
            .. trace.Operations
                .GroupBy(o => (o.CreationSite, o.Kind))
                .Select(g => new OperationGroup(g.Key.CreationSite, g.Key.Kind, [.. g.Select(o => o.Id)], [.. g.Select(o => timeline.BreakdownOf(o.Id))]))
                .OrderByDescending(g => g.Total),
        ];
    }
}
