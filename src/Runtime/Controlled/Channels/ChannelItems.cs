namespace ConcurrencyTrace.Runtime.Controlled.Channels;

/// <summary>The items of a channel, in the order in which they are read.</summary>
/// <typeparam name="T">The items.</typeparam>
internal abstract class ChannelItems<T>
{
    public abstract int Count { get; }

    public abstract void Put(T item);

    public abstract bool TryTake(out T item);

    public abstract bool TryPeek(out T item);

    /// <summary>Takes the item that was put last.</summary>
    public abstract bool TryTakeNewest(out T item);
}

/// <summary>First in, first out.</summary>
/// <typeparam name="T">The items.</typeparam>
internal sealed class FifoItems<T> : ChannelItems<T>
{
    private readonly LinkedList<T> items = new();

    public override int Count => items.Count;

    public override void Put(T item) => items.AddLast(item);

    public override bool TryTake(out T item)
    {
        var any = TryPeek(out item);
        if (any)
        {
            items.RemoveFirst();
        }

        return any;
    }

    public override bool TryPeek(out T item)
    {
        item = items.First is null ? default! : items.First.Value;
        return items.Count > 0;
    }

    public override bool TryTakeNewest(out T item)
    {
        item = items.Last is null ? default! : items.Last.Value;
        if (items.Count == 0)
        {
            return false;
        }

        items.RemoveLast();
        return true;
    }
}

/// <summary>The smallest first.</summary>
/// <typeparam name="T">The items.</typeparam>
internal sealed class PrioritizedItems<T>(IComparer<T>? comparer) : ChannelItems<T>
{
    private readonly PriorityQueue<bool, T> items = new(comparer);

    public override int Count => items.Count;

    public override void Put(T item) => items.Enqueue(true, item);

    public override bool TryTake(out T item) => items.TryDequeue(out _, out item!);

    public override bool TryPeek(out T item) => items.TryPeek(out _, out item!);

    public override bool TryTakeNewest(out T item) => TryTake(out item);
}
