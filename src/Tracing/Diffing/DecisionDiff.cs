using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Diffing;

/// <summary>The first decision at which two schedules part.</summary>
/// <param name="Number">Which it is, from 1.</param>
/// <param name="Before">What was chosen in the trace that is compared with: the operation and where it was; null where the trace has no further decision.</param>
/// <param name="After">What was chosen in the other.</param>
public sealed record DecisionDiff(int Number, string? Before, string? After)
{
    /// <summary>Null where they never part, or where one of them has no decisions, as those of Observe mode.</summary>
    internal static DecisionDiff? Find(Trace before, Trace after, IReadOnlyList<OperationDiff> operations)
    {
        var (ofBefore, ofAfter) = (operations.Where(o => o.Before != 0).ToDictionary(o => o.Before, o => o.Lineage), operations.Where(o => o.After != 0).ToDictionary(o => o.After, o => o.Lineage));
        var (one, other) = (Choices(before, ofBefore), Choices(after, ofAfter));
        for (var i = 0; one.Count > 0 && other.Count > 0 && i < Math.Max(one.Count, other.Count); i++)
        {
            var (left, right) = (i < one.Count ? one[i] : null, i < other.Count ? other[i] : null);
            if (left != right)
            {
                return new DecisionDiff(i + 1, left, right);
            }
        }

        return null;
    }

    private static List<string> Choices(Trace trace, Dictionary<int, string> lineages) =>
    [
        .. trace.Events.Where(e => e is { Kind: EventKind.Decision, Detail: > 1 }).Select(e =>
            $"{lineages.GetValueOrDefault(e.Subject, $"op {e.Subject}")}{(e.Site == 0 ? "" : $" at {Place.Of(trace, e.Site)}")}"),
    ];
}
