using System.Collections;
using System.Numerics;

namespace ConcurrencyTrace.Runtime.Controlled.Parallelism;

/// <summary>Items that several workers take in order, each by one: a sequence of partitions in the sense of <see cref="System.Collections.Concurrent.OrderablePartitioner{TSource}"/>.</summary>
/// <typeparam name="T">An item.</typeparam>
/// <param name="source">Where they come from.</param>
/// <param name="site">Where the loop is.</param>
internal sealed class SharedItems<T>(IEnumerable<T> source, long site) : IEnumerable<KeyValuePair<long, T>>, IDisposable
{
    // Enumerating what is not a plain collection runs user code, which may come to scheduling points: one at a time, as in the BCL.
    private readonly object? guard = source is ICollection<T> or Range ? null : new object();
    private IEnumerator<T>? items;
    private long taken = -1;
    private bool isAtEnd;

    /// <summary>The number of items; null when it is not known without enumerating them.</summary>
    public int? Count { get; } = source.TryGetNonEnumeratedCount(out var count) ? count : null;

    /// <summary>The numbers of a range.</summary>
    public static IEnumerable<T> Between<TNumber>(TNumber from, TNumber to)
        where TNumber : IBinaryInteger<TNumber>, T => new Range(Numbers(from, to));

    /// <summary>These, with the sequence's enumerator made.</summary>
    public SharedItems<T> Opened()
    {
        items = source.GetEnumerator();
        return this;
    }

    public bool TryTake(out KeyValuePair<long, T> item)
    {
        if (guard is not null)
        {
            ControlledMonitor.Enter(guard, site);
        }

        try
        {
            items ??= source.GetEnumerator();
            if (isAtEnd || !HasNext(items))
            {
                item = default;
                return false;
            }

            item = new KeyValuePair<long, T>(++taken, items.Current);
            return true;
        }
        finally
        {
            if (guard is not null)
            {
                ControlledMonitor.Exit(guard, site);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<long, T>> GetEnumerator()
    {
        while (TryTake(out var item))
        {
            yield return item;
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose() => items?.Dispose();

    // Where the sequence fails, there is nothing more for the others either.
    private bool HasNext(IEnumerator<T> from)
    {
        isAtEnd = true;
        isAtEnd = !from.MoveNext();
        return !isAtEnd;
    }

    private static IEnumerable<T> Numbers<TNumber>(TNumber from, TNumber to)
        where TNumber : IBinaryInteger<TNumber>, T
    {
        for (var i = from; i < to; i++)
        {
            yield return i;
        }
    }

    private sealed class Range(IEnumerable<T> numbers) : IEnumerable<T>
    {
        public IEnumerator<T> GetEnumerator() => numbers.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => numbers.GetEnumerator();
    }
}
