using System.Collections;
using System.Collections.Concurrent;

namespace ConcurrencyTrace.Runtime.Controlled.Parallelism;

/// <summary>One of the partitions that share items: it has one at a time.</summary>
/// <typeparam name="T">An item.</typeparam>
/// <param name="items">What they share.</param>
/// <param name="closed">What is to be done when it is closed, once.</param>
internal sealed class SharedPartition<T>(SharedItems<T> items, Action closed) : IEnumerator<KeyValuePair<long, T>>
{
    private KeyValuePair<long, T> current;
    private bool hasBegun;
    private bool isClosed;

    public KeyValuePair<long, T> Current => hasBegun ? current : Original().Current;

    object IEnumerator.Current => Current;

    public bool MoveNext()
    {
        hasBegun = true;
        if (!items.TryTake(out var item))
        {
            return false;
        }

        current = item;
        return true;
    }

    public void Reset() => Original().Reset();

    public void Dispose()
    {
        if (!isClosed)
        {
            isClosed = true;
            closed();
        }
    }

    // It says in the words of the platform what cannot be.
    private static IEnumerator<KeyValuePair<long, T>> Original() => Partitioner.Create(Enumerable.Empty<T>()).GetOrderablePartitions(1)[0];
}
