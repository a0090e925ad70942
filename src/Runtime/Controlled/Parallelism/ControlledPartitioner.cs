using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Controlled.Parallelism;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="Partitioner"/>: the BCL's partitioners of a lazy sequence enumerate it, user code, under a lock of their own. Those of arrays
/// and lists run no user code and stay. Ranges whose size the user leaves open are cut as on a machine with as many processors as a program sees under control.
/// </summary>
public static class ControlledPartitioner
{
    // Three a processor, as the BCL makes them.
    private const int RangesOfAll = 3 * ControlledEnvironment.Processors;

    public static OrderablePartitioner<TSource> Create<TSource>(IEnumerable<TSource> source, long site) =>
        Control.Current is null || source is null ? Partitioner.Create(source!) : new Lazily<TSource>(source, site);

    public static OrderablePartitioner<TSource> Create<TSource>(IEnumerable<TSource> source, EnumerablePartitionerOptions partitionerOptions, long site) =>
        Control.Current is null || source is null || (partitionerOptions & ~EnumerablePartitionerOptions.NoBuffering) != 0
            ? Partitioner.Create(source!, partitionerOptions)
            : new Lazily<TSource>(source, site);

    public static OrderablePartitioner<Tuple<int, int>> Create(int fromInclusive, int toExclusive, long site) =>
        Control.Current is null || toExclusive <= fromInclusive
            ? Partitioner.Create(fromInclusive, toExclusive)
            : Partitioner.Create(fromInclusive, toExclusive, (int)Math.Max(1, ((long)toExclusive - fromInclusive) / RangesOfAll));

    public static OrderablePartitioner<Tuple<long, long>> Create(long fromInclusive, long toExclusive, long site) =>
        Control.Current is null || toExclusive <= fromInclusive
            ? Partitioner.Create(fromInclusive, toExclusive)
            : Partitioner.Create(fromInclusive, toExclusive, (long)decimal.Max(1, ((decimal)toExclusive - fromInclusive) / RangesOfAll));

    private sealed class Lazily<T>(IEnumerable<T> source, long site)
        : OrderablePartitioner<T>(keysOrderedInEachPartition: true, keysOrderedAcrossPartitions: false, keysNormalized: true)
    {
        public override bool SupportsDynamicPartitions => true;

        public override IEnumerable<KeyValuePair<long, T>> GetOrderableDynamicPartitions() => new SharedPartitions<T>(source, site);

        public override IList<IEnumerator<KeyValuePair<long, T>>> GetOrderablePartitions(int partitionCount)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitionCount);
            return new SharedPartitions<T>(source, site).Open(partitionCount);
        }
    }
}
