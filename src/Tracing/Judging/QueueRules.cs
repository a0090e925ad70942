using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>How full channels and blocking collections may be.</summary>
internal static class QueueRules
{
    public static Rule MaxLength(int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        return new Rule($"to have at most {Plural.Of(maximum, "item")} in any queue", trace => Explain(trace, maximum, _ => true)) { Missing = trace => Evidence.Lost(trace) ?? Uncounted(trace, _ => true) };
    }

    public static Rule MaxLengthOf(string resource, int maximum)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        return new Rule(
            $"to have at most {Plural.Of(maximum, "item")} in \"{resource}\"",
            trace => Explain(trace, maximum, id => Names.IsResource(trace, id, resource)))
        {
            Missing = Evidence.All(Evidence.Lost, Names.Resource(resource), trace => Uncounted(trace, id => Names.IsResource(trace, id, resource))),
        };
    }

    private static Explanation? Uncounted(Trace trace, Func<int, bool> counts)
    {
        for (var i = 0; i < trace.Events.Count && trace.Header.Mode == TraceMode.Observe; i++)
        {
            if (trace.Events[i] is { Kind: EventKind.Sent, Detail: < 0 } sent && counts(sent.Subject))
            {
                return new Explanation($"{TraceWords.Resource(trace, sent.Subject)} does not say how many items it holds.", [TraceWords.Event(trace, i)]);
            }
        }

        return null;
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
