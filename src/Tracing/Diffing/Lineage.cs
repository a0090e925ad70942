namespace ConcurrencyTrace.Tracing.Diffing;

/// <summary>Names operations by who created them where, and as the how manyth: the same in every schedule, which their numbers are not.</summary>
internal static class Lineage
{
    /// <summary>The lineage of each operation, by its number: <c>body / Task.Run in TransferTests.Opposite #2</c>.</summary>
    public static IReadOnlyDictionary<int, string> Of(Trace trace)
    {
        var lineages = new Dictionary<int, string>();
        var counts = new Dictionary<string, int>();

        // Creators have lower numbers than what they created.
        foreach (var operation in trace.Operations.OrderBy(o => o.Id))
        {
            var own = operation.CreationSite == 0 ? operation.Name : $"{operation.Name} in {trace.SiteAt(operation.CreationSite).Method}";
            var lineage = lineages.TryGetValue(operation.Creator, out var creator) ? $"{creator} / {own}" : own;
            var ordinal = counts[lineage] = counts.GetValueOrDefault(lineage) + 1;
            lineages.Add(operation.Id, ordinal == 1 ? lineage : $"{lineage} #{ordinal}");
        }

        return lineages;
    }
}
