namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>What was approved of a test's runs.</summary>
/// <param name="Test">The test's identity.</param>
/// <param name="Mode">Which scheduler ran it.</param>
/// <param name="Figures">The ranges; a figure that is not among them is 0.</param>
internal sealed record Baseline(string Test, TraceMode Mode, IReadOnlyDictionary<BaselineFigure, BaselineRange> Figures)
{
    /// <summary>What is approved for a figure.</summary>
    public BaselineRange RangeOf(BaselineFigure figure) => Figures.GetValueOrDefault(figure);

    /// <summary>A baseline of one run.</summary>
    public static Baseline Of(string test, TraceMode mode, IReadOnlyDictionary<BaselineFigure, double> values) =>
        new(test, mode, values.ToDictionary(v => v.Key, v => new BaselineRange(v.Value, v.Value)));

    /// <summary>The same, with another run approved too.</summary>
    public Baseline With(IReadOnlyDictionary<BaselineFigure, double> values) =>
        this with { Figures = Figures.Keys.Union(values.Keys).ToDictionary(f => f, f => RangeOf(f).With(values.GetValueOrDefault(f))) };
}
