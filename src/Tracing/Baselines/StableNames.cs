using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Diffing;

namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>
/// Names resources alike in every schedule. In a trace they are numbered in the order of first use, which depends on the schedule; here by which of the
/// operations that use one comes first by lineage, and the how manyth it is that this operation uses.
/// </summary>
internal static class StableNames
{
    // Of a thousand alike nobody reads a thousand lines.
    private const int MostOfOnePlace = 10;

    /// <summary>The name of each resource that was used, by its number: <c>Account#2 of Account.TransferTo</c>.</summary>
    public static IReadOnlyDictionary<int, string> Of(Trace trace)
    {
        var lineages = Lineage.Of(trace);
        var names = new Dictionary<int, string>();
        foreach (var alike in Uses(trace, lineages).GroupBy(use => TypeOf(trace, use.Resource, lineages), StringComparer.Ordinal))
        {
            foreach (var atPlace in alike.GroupBy(use => use.Method, StringComparer.Ordinal))
            {
                var number = 0;
                foreach (var use in atPlace.OrderBy(use => use.Lineage, StringComparer.Ordinal).ThenBy(use => use.Ordinal))
                {
                    number++;
                    names[use.Resource] = number <= MostOfOnePlace
                        ? string.Create(CultureInfo.InvariantCulture, $"{alike.Key}#{number} of {use.Method}")
                        : $"other {alike.Key} of {use.Method}";
                }
            }
        }

        return names;
    }

    // The use by which each resource is named.
    private static IEnumerable<Use> Uses(Trace trace, IReadOnlyDictionary<int, string> lineages)
    {
        var uses = new Dictionary<(int Resource, int Operation), Use>();
        var used = new Dictionary<int, int>();
        foreach (var e in trace.Events.Where(IsUse))
        {
            if (!uses.ContainsKey((e.Subject, e.Operation)))
            {
                var ordinal = used[e.Operation] = used.GetValueOrDefault(e.Operation) + 1;
                uses.Add((e.Subject, e.Operation), new Use(e.Subject, lineages.GetValueOrDefault(e.Operation, ""), ordinal, trace.SiteAt(e.Site).Method, e.Kind == EventKind.Blocked));
            }
            else if (e.Kind != EventKind.Blocked)
            {
                uses[(e.Subject, e.Operation)] = uses[(e.Subject, e.Operation)] with { OnlyBlocked = false };
            }
        }

        // Whether an operation has to wait depends on the schedule, whether it takes, signals or sends hardly does.
        return uses.Values.GroupBy(use => use.Resource)
            .Select(of => of.OrderBy(use => use.OnlyBlocked).ThenBy(use => use.Lineage, StringComparer.Ordinal).ThenBy(use => use.Ordinal).First());
    }

    private static bool IsUse(TraceEvent e) =>
        e.Subject > 0 && e.Kind is (EventKind.Blocked or EventKind.Acquired or EventKind.Released or EventKind.Sent or EventKind.Received or EventKind.Signalled);

    // What stands for an operation is called after its number.
    private static string TypeOf(Trace trace, int resource, IReadOnlyDictionary<int, string> lineages)
    {
        var type = Place.OfResource(trace, resource);
        return type.StartsWith("op", StringComparison.Ordinal) && int.TryParse(type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var operation) && lineages.TryGetValue(operation, out var lineage)
            ? lineage
            : type;
    }

    private sealed record Use(int Resource, string Lineage, int Ordinal, string Method, bool OnlyBlocked);
}
