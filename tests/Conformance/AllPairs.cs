using ConcurrencyTrace.Conformance.Pairs;

namespace ConcurrencyTrace.Conformance;

/// <summary>Every pair of the suite.</summary>
internal static class AllPairs
{
    public static IReadOnlyList<Pair> List { get; } =
    [
        .. MonitorPairs.All,
        .. SemaphoreSlimPairs.All,
        .. TaskPairs.All,
    ];

    public static Pair Named(string name) => List.Single(p => p.Name == name);
}
