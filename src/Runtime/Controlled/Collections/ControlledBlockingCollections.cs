using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="BlockingCollection{T}"/>'s static members, which add to or take from any of several: all are tried at once, and waiting is the scheduler's.</summary>
public static class ControlledBlockingCollections
{
    private const int None = -1;

    public static int AddToAny<T>(BlockingCollection<T>[] collections, T item, long site) => AddToAny(collections, item, CancellationToken.None, site);

    public static int AddToAny<T>(BlockingCollection<T>[] collections, T item, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation
            ? Add(operation, collections, item, -1, cancellationToken, site)
            : BlockingCollection<T>.AddToAny(collections, item, cancellationToken);

    public static int TryAddToAny<T>(BlockingCollection<T>[] collections, T item, long site) => TryAddToAny(collections, item, 0, site);

    public static int TryAddToAny<T>(BlockingCollection<T>[] collections, T item, TimeSpan timeout, long site) =>
        Timeouts.TryTicks(timeout, out var ticks)
            ? TryAddToAny(collections, item, Timeouts.Milliseconds(ticks), site)
            : BlockingCollection<T>.TryAddToAny(collections, item, timeout);

    public static int TryAddToAny<T>(BlockingCollection<T>[] collections, T item, int millisecondsTimeout, long site) =>
        TryAddToAny(collections, item, millisecondsTimeout, CancellationToken.None, site);

    public static int TryAddToAny<T>(BlockingCollection<T>[] collections, T item, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? Add(operation, collections, item, ticks, cancellationToken, site)
            : BlockingCollection<T>.TryAddToAny(collections, item, millisecondsTimeout, cancellationToken);

    public static int TakeFromAny<T>(BlockingCollection<T>[] collections, out T? item, long site) =>
        TakeFromAny(collections, out item, CancellationToken.None, site);

    public static int TakeFromAny<T>(BlockingCollection<T>[] collections, out T? item, CancellationToken cancellationToken, long site)
    {
        if (Control.Current is { } operation)
        {
            var taken = Take(operation, collections, out item, -1, cancellationToken, site);
            if (taken != None)
            {
                return taken;
            }
        }

        return BlockingCollection<T>.TakeFromAny(collections, out item, cancellationToken);
    }

    public static int TryTakeFromAny<T>(BlockingCollection<T>[] collections, out T? item, long site) => TryTakeFromAny(collections, out item, 0, site);

    public static int TryTakeFromAny<T>(BlockingCollection<T>[] collections, out T? item, TimeSpan timeout, long site) =>
        Timeouts.TryTicks(timeout, out var ticks)
            ? TryTakeFromAny(collections, out item, Timeouts.Milliseconds(ticks), site)
            : BlockingCollection<T>.TryTakeFromAny(collections, out item, timeout);

    public static int TryTakeFromAny<T>(BlockingCollection<T>[] collections, out T? item, int millisecondsTimeout, long site) =>
        TryTakeFromAny(collections, out item, millisecondsTimeout, CancellationToken.None, site);

    public static int TryTakeFromAny<T>(BlockingCollection<T>[] collections, out T? item, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? Take(operation, collections, out item, ticks, cancellationToken, site)
            : BlockingCollection<T>.TryTakeFromAny(collections, out item, millisecondsTimeout, cancellationToken);

    private static int Add<T>(Operation operation, BlockingCollection<T>[] collections, T item, long ticks, CancellationToken token, long site)
    {
        operation.Scheduler.Point(operation, site);
        var deadline = operation.Scheduler.Clock.Now + ticks;
        Resource[] resources = [];
        while (true)
        {
            var index = BlockingCollection<T>.TryAddToAny(collections, item, 0, token);
            if (index != None)
            {
                ControlledBlockingCollection.Added(operation, collections[index], site);
                LetOthersTry(operation, resources);
                return index;
            }

            resources = Array.ConvertAll(collections, collection => ControlledBlockingCollection.Adders(operation, collection, site));
            if (!Wait(operation, resources, BlockReason.ChannelSend, ticks, deadline, token, site))
            {
                return None;
            }
        }
    }

    private static int Take<T>(Operation operation, BlockingCollection<T>[] collections, out T? item, long ticks, CancellationToken token, long site)
    {
        operation.Scheduler.Point(operation, site);
        var deadline = operation.Scheduler.Clock.Now + ticks;
        Resource[] resources = [];
        while (true)
        {
            var index = BlockingCollection<T>.TryTakeFromAny(collections, out item, 0, token);
            if (index != None)
            {
                ControlledBlockingCollection.Taken(operation, collections[index], site);
                LetOthersTry(operation, resources);
                return index;
            }

            resources = Array.ConvertAll(collections, collection => ControlledBlockingCollection.Takers(operation, collection, site));
            if (Array.TrueForAll(collections, static collection => collection.IsCompleted)
                || !Wait(operation, resources, BlockReason.ChannelReceive, ticks, deadline, token, site))
            {
                return None;
            }
        }
    }

    // Woken for one of them, it may have been served by another.
    private static void LetOthersTry(Operation operation, Resource[] waitedFor)
    {
        foreach (var resource in waitedFor)
        {
            operation.Scheduler.WakeOne(resource);
        }
    }

    private static bool Wait(Operation operation, Resource[] resources, BlockReason reason, long ticks, long deadline, CancellationToken token, long site)
    {
        var remaining = ticks < 0 ? -1 : Math.Max(0, deadline - operation.Scheduler.Clock.Now);
        if (remaining == 0)
        {
            return false;
        }

        var waiter = new Waiter(operation);
        foreach (var resource in resources)
        {
            waiter.AlsoIn(resource.Waiters);
        }

        return operation.Scheduler.Block(operation, waiter, new Wait(reason, resources, site, remaining, token)) != WaitOutcome.TimedOut;
    }
}
