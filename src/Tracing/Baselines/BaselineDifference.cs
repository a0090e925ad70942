using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>Where a run is not as approved.</summary>
internal static class BaselineDifference
{
    private const int Shown = 20;

    /// <summary>Explains it; null where the run is within what is approved.</summary>
    public static Explanation? Find(Baseline approved, IReadOnlyDictionary<BaselineFigure, double> found, BaselineOptions options, string file)
    {
        var different = approved.Figures.Keys.Union(found.Keys).Order()
            .Where(figure => !approved.RangeOf(figure).Has(found.GetValueOrDefault(figure), Tolerance(figure, approved.RangeOf(figure), options)))
            .ToList();
        return different.Count == 0 ? null : Explanation.OfSome($"{Plural.Of(different.Count, "figure")} of {file} differ{(different.Count == 1 ? "s" : "")}:", different, figure => [Line(figure)], Shown);

        string Line(BaselineFigure figure)
        {
            var (range, value) = (approved.RangeOf(figure), found.GetValueOrDefault(figure));
            var change = !approved.Figures.ContainsKey(figure) ? "new" : value == 0 ? "gone" : value > range.Greatest ? "more" : "less";
            return $"{change,-4} {figure}: approved {range}, found {BaselineRange.Text(value)}";
        }
    }

    private static double Tolerance(BaselineFigure figure, BaselineRange approved, BaselineOptions options) => figure.Group switch
    {
        BaselineGroups.Operations => options.OperationsTolerance,
        BaselineGroups.LiveOperations => options.LiveOperationsTolerance,
        BaselineGroups.Contentions => options.ContentionsTolerance,
        BaselineGroups.Blocked => Math.Max(options.BlockedTimeTolerance.TotalMilliseconds, approved.Greatest * options.BlockedTimeToleranceShare),
        _ => 0,
    };
}
