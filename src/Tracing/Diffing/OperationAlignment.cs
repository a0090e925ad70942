using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Diffing;

/// <summary>Says which operation of one trace is which of another.</summary>
internal static class OperationAlignment
{
    public static IReadOnlyList<OperationDiff> Align(Trace before, Trace after)
    {
        var (ofBefore, ofAfter) = (Lineage.Of(before), Lineage.Of(after));
        var (timesBefore, timesAfter) = (OperationTimeline.Of(before), OperationTimeline.Of(after));
        var numbers = ofAfter.ToDictionary(o => o.Value, o => o.Key);
        var common = ofBefore.Select(o =>
        {
            var number = numbers.GetValueOrDefault(o.Value);
            var diff = new OperationDiff(o.Value, o.Key, number);
            return number == 0 ? diff : diff with { Times = Times(o.Value, Sums(before, timesBefore, o.Key), Sums(after, timesAfter, number)) };
        });
        return [.. common, .. ofAfter.Where(o => !ofBefore.Values.Contains(o.Value)).Select(o => new OperationDiff(o.Value, 0, o.Key))];
    }

    private static Dictionary<string, TimeSpan> Sums(Trace trace, OperationTimeline timeline, int operation) =>
        timeline.IntervalsOf(operation).GroupBy(i => What(trace, i)).ToDictionary(g => g.Key, g => TimeSpan.FromTicks(g.Sum(i => i.Duration.Ticks)));

    private static string What(Trace trace, StateInterval interval) => interval.State switch
    {
        OperationState.Running => "running",
        OperationState.Runnable => "waiting for its turn",
        _ => $"blocked ({interval.Reason}){(interval.Resource == 0 ? "" : $" on {Place.OfResource(trace, interval.Resource)}")}{(interval.Site == 0 ? "" : $" in {trace.SiteAt(interval.Site).Method}")}",
    };

    private static IReadOnlyList<TimeDiff> Times(string lineage, Dictionary<string, TimeSpan> before, Dictionary<string, TimeSpan> after) =>
        [.. before.Keys.Union(after.Keys).Select(what => new TimeDiff(lineage, what, before.GetValueOrDefault(what), after.GetValueOrDefault(what))).Where(t => t.Change != TimeSpan.Zero)];
}
