using ConcurrencyTrace.Conformance.Pairs;
using ConcurrencyTrace.Conformance.Pairs.PublicBugs;

namespace ConcurrencyTrace.Conformance;

/// <summary>Every pair of the suite.</summary>
internal static class AllPairs
{
    public static IReadOnlyList<Pair> List { get; } =
    [
        .. AtomicPairs.All,
        .. BarrierPairs.All,
        .. BlockingCollectionPairs.All,
        .. CachePairs.All,
        .. CancellationPairs.All,
        .. ChannelPairs.All,
        .. ConcurrentCollectionPairs.All,
        .. ConnectionPairs.All,
        .. CountdownEventPairs.All,
        .. DataflowPairs.All,
        .. EventPairs.All,
        .. FilePairs.All,
        .. HandOverPairs.All,
        .. IndirectPairs.All,
        .. LazyPairs.All,
        .. LockOrderPairs.All,
        .. LockPairs.All,
        .. MemoryPairs.All,
        .. MonitorPairs.All,
        .. MutexPairs.All,
        .. ParallelPairs.All,
        .. PipePairs.All,
        .. ReaderWriterPairs.All,
        .. SchedulerPairs.All,
        .. SemaphoreSlimPairs.All,
        .. SpinPairs.All,
        .. StreamPairs.All,
        .. StructPairs.All,
        .. TaskPairs.All,
        .. TimePairs.All,
    ];

    public static Pair Named(string name) => List.Single(p => p.Name == name);
}
