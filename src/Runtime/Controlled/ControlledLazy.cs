using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="Lazy{T}"/>. In the mode <see cref="LazyThreadSafetyMode.ExecutionAndPublication"/> the BCL runs
/// the factory under a lock of its own, so others wait here, where the scheduler sees them.
/// </summary>
public static class ControlledLazy
{
    public static T get_Value<T>(Lazy<T> self, long site)
    {
        if (!Control.IsActive)
        {
            return self.Value;
        }

        if (Control.Current is not { } operation || self is null || self.IsValueCreated || ModeOf(self) != LazyThreadSafetyMode.ExecutionAndPublication)
        {
            if (Control.Current is { } looking)
            {
                looking.Scheduler.Point(looking, site);
                TakeFactory(looking, self, site);
                PublishAStepLater(looking, self, site);
            }
            else if (Control.Observed is { } observed && self is { IsValueCreated: false } && ModeOf(self) == LazyThreadSafetyMode.ExecutionAndPublication)
            {
                return Observe(observed, self, site);
            }

            return self!.Value;
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var resource = scheduler.Resources.Get(self, ResourceKind.Lazy, site);
        while (resource.Holders.Count > 0 && resource.State != operation.Worker && !self.IsValueCreated)
        {
            var waiter = new Waiter(operation, resource.Waiters);
            resource.Waiters.Add(waiter);
            scheduler.Block(operation, waiter, new Wait(BlockReason.LazyInitialization, resource, site));
        }

        if (self.IsValueCreated)
        {
            return self.Value;
        }

        return Initialize(operation, self, resource, site);
    }

    public static bool get_IsValueCreated<T>(Lazy<T> self, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }

        return self.IsValueCreated;
    }

    // Under a lock of our own, too: whoever waits for the factory waits here, where that is seen.
    private static T Observe<T>(ObservedOperation observed, Lazy<T> lazy, long site)
    {
        var gate = observed.Recorder.Resource(observed, lazy, ResourceKind.Lazy, site);
        Observation.Take(observed, lazy, ResourceKind.Lazy, -1, site, (_, milliseconds) => Monitor.TryEnter(gate, milliseconds));
        try
        {
            return lazy.Value;
        }
        finally
        {
            Observation.Releasing(lazy, ResourceKind.Lazy, site);
            Monitor.Exit(gate);
        }
    }

    private static T Initialize<T>(Operation operation, Lazy<T> lazy, Resource resource, long site)
    {
        var scheduler = operation.Scheduler;
        resource.Holders.Add(operation);
        resource.State = operation.Worker;
        scheduler.Record(EventKind.Acquired, operation.Id, resource.Id, 0, site);
        try
        {
            return lazy.Value;
        }
        finally
        {
            resource.Holders.RemoveAt(resource.Holders.Count - 1);
            scheduler.Record(EventKind.Released, operation.Id, resource.Id, 0, site);
            if (resource.Holders.Count == 0)
            {
                resource.State = null;
                Scheduler.WakeAll(resource);
            }
        }
    }

    // In the mode None a lazy takes its factory before it calls it, so that whoever comes between finds none. For the BCL these are two steps of one call: we take
    // it out a step earlier, and put it back for the call.
    private static void TakeFactory<T>(Operation operation, Lazy<T>? lazy, long site)
    {
        if (lazy is null || ModeOf(lazy) != LazyThreadSafetyMode.None || LazyParts<T>.Factory(lazy) is not { } factory)
        {
            return;
        }

        LazyParts<T>.Factory(lazy) = null;
        try
        {
            operation.Scheduler.Point(operation, site);
        }
        finally
        {
            LazyParts<T>.Factory(lazy) = factory;
        }
    }

    // In the mode PublicationOnly several may make a value, and the first to come back publishes its own, which need not be the first that was made. The factory that the
    // BCL takes gives the lazy its own back, for whoever comes between.
    private static void PublishAStepLater<T>(Operation operation, Lazy<T>? lazy, long site)
    {
        if (lazy is null || ModeOf(lazy) != LazyThreadSafetyMode.PublicationOnly || LazyParts<T>.Factory(lazy) is not { } factory)
        {
            return;
        }

        LazyParts<T>.Factory(lazy) = () =>
        {
            LazyParts<T>.Factory(lazy) = factory;
            var made = factory();
            operation.Scheduler.Point(operation, site);
            return made;
        };
    }

    // Null once the value exists.
    private static LazyThreadSafetyMode? ModeOf<T>(Lazy<T> lazy) => LazyParts<T>.Mode(lazy);

    private static class LazyParts<T>
    {
        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Mode")]
        public static extern LazyThreadSafetyMode? Mode(Lazy<T> lazy);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_factory")]
        public static extern ref Func<T>? Factory(Lazy<T> lazy);
    }
}
