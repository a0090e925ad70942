using ConcurrencyTrace.Conformance.Pairs;

namespace ConcurrencyTrace.Conformance;

/// <summary>Every pair of the suite.</summary>
internal static class AllPairs
{
    public static IReadOnlyList<Pair> List { get; } =
    [
        .. AtomicPairs.All,
        .. BarrierPairs.All,
        .. CountdownEventPairs.All,
        .. EventPairs.All,
        .. LazyPairs.All,
        .. LockPairs.All,
        .. MemoryPairs.All,
        .. MonitorPairs.All,
        .. MutexPairs.All,
        .. ReaderWriterPairs.All,
        .. SemaphoreSlimPairs.All,
        .. SpinPairs.All,
        .. TaskPairs.All,
    ];

    public static Pair Named(string name) => List.Single(p => p.Name == name);
}
