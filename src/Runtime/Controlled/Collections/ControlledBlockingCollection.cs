using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="BlockingCollection{T}"/>: the real collection is tried, and waiting is the scheduler's.</summary>
public static class ControlledBlockingCollection
{
    public static void Add<T>(BlockingCollection<T> self, T item, long site) => Add(self, item, CancellationToken.None, site);

    public static void Add<T>(BlockingCollection<T> self, T item, CancellationToken cancellationToken, long site)
    {
        if (Control.Current is { } operation)
        {
            TryAdd(operation, self, item, -1, cancellationToken, site);
        }
        else
        {
            self.Add(item, cancellationToken);
        }
    }

    public static bool TryAdd<T>(BlockingCollection<T> self, T item, long site) => TryAdd(self, item, 0, CancellationToken.None, site);

    public static bool TryAdd<T>(BlockingCollection<T> self, T item, int millisecondsTimeout, long site) =>
        TryAdd(self, item, millisecondsTimeout, CancellationToken.None, site);

    public static bool TryAdd<T>(BlockingCollection<T> self, T item, TimeSpan timeout, long site) =>
        Control.Current is { } operation && Timeouts.TryTicks(timeout, out var ticks)
            ? TryAdd(operation, self, item, ticks, CancellationToken.None, site)
            : self.TryAdd(item, timeout);

    public static bool TryAdd<T>(BlockingCollection<T> self, T item, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? TryAdd(operation, self, item, ticks, cancellationToken, site)
            : self.TryAdd(item, millisecondsTimeout, cancellationToken);

    public static T Take<T>(BlockingCollection<T> self, long site) => Take(self, CancellationToken.None, site);

    public static T Take<T>(BlockingCollection<T> self, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && TryTake(operation, self, out var item, -1, cancellationToken, site)
            ? item
            : self.Take(cancellationToken);

    public static bool TryTake<T>(BlockingCollection<T> self, [MaybeNullWhen(false)] out T item, long site) =>
        TryTake(self, out item, 0, CancellationToken.None, site);

    public static bool TryTake<T>(BlockingCollection<T> self, [MaybeNullWhen(false)] out T item, int millisecondsTimeout, long site) =>
        TryTake(self, out item, millisecondsTimeout, CancellationToken.None, site);

    public static bool TryTake<T>(BlockingCollection<T> self, [MaybeNullWhen(false)] out T item, TimeSpan timeout, long site) =>
        Control.Current is { } operation && Timeouts.TryTicks(timeout, out var ticks)
            ? TryTake(operation, self, out item, ticks, CancellationToken.None, site)
            : self.TryTake(out item, timeout);

    public static bool TryTake<T>(BlockingCollection<T> self, [MaybeNullWhen(false)] out T item, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? TryTake(operation, self, out item, ticks, cancellationToken, site)
            : self.TryTake(out item, millisecondsTimeout, cancellationToken);

    public static void CompleteAdding<T>(BlockingCollection<T> self, long site)
    {
        At.Point(self, site).CompleteAdding();
        if (Control.Current is { } operation)
        {
            Scheduler.WakeAll(Takers(operation, self, site));
            Scheduler.WakeAll(Adders(operation, self, site));
        }
    }

    public static IEnumerable<T> GetConsumingEnumerable<T>(BlockingCollection<T> self, long site) =>
        GetConsumingEnumerable(self, CancellationToken.None, site);

    public static IEnumerable<T> GetConsumingEnumerable<T>(BlockingCollection<T> self, CancellationToken cancellationToken, long site) =>
        Control.Current is null || self is null ? self!.GetConsumingEnumerable(cancellationToken) : Consume(self, cancellationToken, site);

    public static int get_Count<T>(BlockingCollection<T> self, long site) => At.Point(self, site).Count;

    public static bool get_IsCompleted<T>(BlockingCollection<T> self, long site) => At.Point(self, site).IsCompleted;

    public static bool get_IsAddingCompleted<T>(BlockingCollection<T> self, long site) => At.Point(self, site).IsAddingCompleted;

    public static void CopyTo<T>(BlockingCollection<T> self, T[] array, int index, long site) => At.Point(self, site).CopyTo(array, index);

    public static T[] ToArray<T>(BlockingCollection<T> self, long site) => At.Point(self, site).ToArray();

    /// <summary>An item was added: lets one who waits for items go on.</summary>
    internal static void Added<T>(Operation operation, BlockingCollection<T> collection, long site)
    {
        var takers = Takers(operation, collection, site);
        operation.Scheduler.Record(EventKind.Sent, operation.Id, takers.Id, 0, site);
        operation.Scheduler.WakeOne(takers);
    }

    /// <summary>An item was taken: lets one who waits for room go on, and those who wait in vain.</summary>
    internal static void Taken<T>(Operation operation, BlockingCollection<T> collection, long site)
    {
        operation.Scheduler.Record(EventKind.Received, operation.Id, Takers(operation, collection, site).Id, 0, site);
        operation.Scheduler.WakeOne(Adders(operation, collection, site));
        if (collection.IsCompleted)
        {
            Scheduler.WakeAll(Takers(operation, collection, site));
        }
    }

    private static IEnumerable<T> Consume<T>(BlockingCollection<T> collection, CancellationToken token, long site)
    {
        while (!collection.IsCompleted)
        {
            if (TryTake(collection, out var item, Timeout.Infinite, token, site))
            {
                yield return item;
            }
        }
    }

    private static bool TryAdd<T>(Operation operation, BlockingCollection<T> collection, T item, long ticks, CancellationToken token, long site)
    {
        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var deadline = scheduler.Clock.Now + ticks;
        var isUp = ticks == 0;
        while (!collection.TryAdd(item, 0, token))
        {
            if (isUp)
            {
                return false;
            }

            // Room may come at the very moment when time is up: one more attempt.
            isUp = !Wait(operation, Adders(operation, collection, site), BlockReason.ChannelSend, ticks < 0 ? -1 : deadline - scheduler.Clock.Now, token, site);
        }

        Added(operation, collection, site);
        return true;
    }

    private static bool TryTake<T>(Operation operation, BlockingCollection<T> collection, [MaybeNullWhen(false)] out T item, long ticks, CancellationToken token, long site)
    {
        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var deadline = scheduler.Clock.Now + ticks;
        var isUp = ticks == 0;
        while (!collection.TryTake(out item, 0, token))
        {
            if (isUp || collection.IsCompleted)
            {
                return false;
            }

            isUp = !Wait(operation, Takers(operation, collection, site), BlockReason.ChannelReceive, ticks < 0 ? -1 : deadline - scheduler.Clock.Now, token, site);
        }

        Taken(operation, collection, site);
        scheduler.Took(operation);
        return true;
    }

    private static bool Wait(Operation operation, Resource resource, BlockReason reason, long ticks, CancellationToken token, long site)
    {
        if (ticks == 0)
        {
            return false;
        }

        var waiter = new Waiter(operation, resource.Waiters);
        resource.Waiters.Add(waiter);
        return operation.Scheduler.Block(operation, waiter, new Wait(reason, resource, site, ticks, token)) != WaitOutcome.TimedOut;
    }

    internal static Resource Takers<T>(Operation operation, BlockingCollection<T> collection, long site)
    {
        var resource = operation.Scheduler.Resources.Get(collection, ResourceKind.Collection, site);
        resource.Probe ??= static target => ((BlockingCollection<T>)target).Count > 0;
        return resource;
    }

    // Those who wait for room wait for something else than those who wait for items.
    internal static Resource Adders<T>(Operation operation, BlockingCollection<T> collection, long site)
    {
        var takers = Takers(operation, collection, site);
        if (takers.State is not Resource adders)
        {
            takers.State = adders = operation.Scheduler.Resources.Get(new Room(), ResourceKind.Collection, site);
            adders.Shows = takers;
        }

        return adders;
    }

    private sealed class Room;
}
