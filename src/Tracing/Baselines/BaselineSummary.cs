using ConcurrencyTrace.Tracing.Analyses;
using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>The figures of a run. Places are named without lines, which change with every edit, and resources by <see cref="StableNames"/>, since their numbers change with every schedule.</summary>
internal static class BaselineSummary
{
    public static IReadOnlyDictionary<BaselineFigure, double> Of(Trace trace)
    {
        var graph = LockOrderGraph.Of(trace);
        var blocked = BlockedTime.Intervals(trace);
        var names = StableNames.Of(trace);
        var figures = new Dictionary<BaselineFigure, double>
        {
            [new(BaselineGroups.LiveOperations, "")] = LiveOperations.Peak(trace).Count,
            [new(BaselineGroups.Contentions, "")] = blocked.Count(interval => LockRules.IsContention(interval, graph.Locks)),
        };
        foreach (var operation in trace.Operations)
        {
            Add(BaselineGroups.Operations, operation.CreationSite == 0 ? operation.Name : $"{operation.Name} in {trace.SiteAt(operation.CreationSite).Method}", 1);
        }

        foreach (var interval in blocked)
        {
            Add(BaselineGroups.Blocked, interval.Resource == 0 ? $"{interval.Reason}" : $"{interval.Reason} on {names[interval.Resource]}", interval.Duration.TotalMilliseconds);
        }

        foreach (var edge in graph.Edges)
        {
            figures[new(BaselineGroups.LockOrder, $"{names[edge.Held]} then {names[edge.Taken]} in {trace.SiteAt(trace.Events[edge.TakenEvent].Site).Method}")] = 1;
        }

        return figures;

        void Add(string group, string of, double value)
        {
            if (value > 0)
            {
                var figure = new BaselineFigure(group, of);
                figures[figure] = figures.GetValueOrDefault(figure) + value;
            }
        }
    }
}
