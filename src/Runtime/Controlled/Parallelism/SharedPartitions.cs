using System.Collections;
using System.Collections.Concurrent;

namespace ConcurrencyTrace.Runtime.Controlled.Parallelism;

/// <summary>The partitions of a lazy sequence, in a program's own hands: it opens and closes them as it likes, and may close what they are made of before them.</summary>
/// <typeparam name="T">An item.</typeparam>
/// <param name="source">Where the items come from: enumerated from now on, as in the original.</param>
/// <param name="site">Where the partitioner was made.</param>
internal sealed class SharedPartitions<T>(IEnumerable<T> source, long site) : IEnumerable<KeyValuePair<long, T>>, IDisposable
{
    private readonly SharedItems<T> items = new SharedItems<T>(source, site).Opened();
    private bool isClosed;
    private int open;

    /// <summary>So many partitions, the last of which to be closed closes the sequence.</summary>
    public IList<IEnumerator<KeyValuePair<long, T>>> Open(int count)
    {
        open = count;
        return [.. Enumerable.Range(0, count).Select(_ => new SharedPartition<T>(items, Close))];
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<long, T>> GetEnumerator() => isClosed ? Original().GetEnumerator() : new SharedPartition<T>(items, static () => { });

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!isClosed)
        {
            isClosed = true;
            items.Dispose();
        }
    }

    // No point of a schedule lies between.
    private void Close()
    {
        if (--open == 0)
        {
            Dispose();
        }
    }

    // It says in the words of the platform that there is nothing more.
    private static IEnumerable<KeyValuePair<long, T>> Original()
    {
        var closed = Partitioner.Create(Enumerable.Empty<T>()).GetOrderableDynamicPartitions();
        ((IDisposable)closed).Dispose();
        return closed;
    }
}
