using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>How full channels and blocking collections may be.</summary>
internal static class QueueRules
{
    private static readonly Func<Trace, Explanation?> Items = Evidence.UnderControl("what goes into channels and collections");

    public static Rule MaxLength(int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        return new Rule($"to have at most {Plural.Of(maximum, "item")} in any queue", trace => Explain(trace, maximum, _ => true)) { Missing = Items };
    }

    public static Rule MaxLengthOf(string resource, int maximum)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        return new Rule(
            $"to have at most {Plural.Of(maximum, "item")} in \"{resource}\"",
            trace => Explain(trace, maximum, id => Names.IsResource(trace, id, resource)))
        {
            Missing = Evidence.All(Items, Names.Resource(resource)),
        };
    }

    private static Explanation? Explain(Trace trace, int maximum, Func<int, bool> counts)
    {
        var full = QueueLength.Peaks(trace).Where(peak => peak.Items > maximum && counts(peak.Resource)).OrderByDescending(peak => peak.Items).ToList();
        return full is not [var worst, ..] ? null : Explanation.OfSome(
            $"{TraceWords.Resource(trace, worst.Resource)} held {Plural.Of(worst.Items, "item")}:",
            full,
            peak => [$"{TraceWords.Resource(trace, peak.Resource)} held {Plural.Of(peak.Items, "item")} after {TraceWords.Event(trace, peak.Event)}"]);
    }
}
