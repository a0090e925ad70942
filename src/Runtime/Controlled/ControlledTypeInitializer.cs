using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Brackets type initialisers: the runtime holds the type's own lock meanwhile, so nothing else is scheduled unless the initialiser blocks. Whoever reaches the
/// type then waits here, where the scheduler sees it, and not for the runtime's lock.
/// </summary>
public static class ControlledTypeInitializer
{
    private static readonly ConcurrentDictionary<RuntimeTypeHandle, TypeInitializer> All = [];

    /// <summary>The type is about to be used, and initialised if it is not.</summary>
    public static void Reach(RuntimeTypeHandle type, long site)
    {
        if (Control.IsActive)
        {
            ReachInSession(type, site);
        }
    }

    /// <summary>The initialiser begins.</summary>
    public static void Enter(RuntimeTypeHandle type, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Visit(operation, site);
            operation.AtomicDepth++;
            var initializer = TypeInitializer(type);
            (initializer.RunBy, initializer.Site) = (operation, site);
        }
    }

    /// <summary>The initialiser ends.</summary>
    public static void Exit(RuntimeTypeHandle type)
    {
        if (Control.Current is { AtomicDepth: > 0 } operation)
        {
            operation.AtomicDepth--;
            var initializer = TypeInitializer(type);
            initializer.RunBy = null;
            if (operation.Scheduler.Resources.Find(initializer) is { } resource)
            {
                resource.Holders.Clear();
                operation.Scheduler.Record(EventKind.Released, operation.Id, resource.Id, 0, operation.Site);
                Scheduler.WakeAll(resource);
            }
        }
    }

    private static TypeInitializer TypeInitializer(RuntimeTypeHandle type) => All.GetOrAdd(type, static handle => new TypeInitializer(Type.GetTypeFromHandle(handle)!));

    private static void ReachInSession(RuntimeTypeHandle type, long site)
    {
        if (Control.Current is not { } operation)
        {
            return;
        }

        var scheduler = operation.Scheduler;
        var initializer = TypeInitializer(type);
        if (operation.AtomicDepth == 0 && scheduler.TypesReached.Add(initializer))
        {
            // Once in every run, whether the type is initialised or not, so that a schedule means the same in every process.
            scheduler.Point(operation, site);
        }

        while (initializer.RunBy is { } runner && runner.Scheduler == scheduler && runner.Worker != operation.Worker)
        {
            var resource = scheduler.Resources.Get(initializer, ResourceKind.Type, initializer.Site);
            if (resource.Holders.Count == 0)
            {
                resource.Holders.Add(runner);
                scheduler.Record(EventKind.Acquired, runner.Id, resource.Id, 0, initializer.Site);
            }

            var waiter = new Waiter(operation, resource.Waiters);
            resource.Waiters.Add(waiter);
            scheduler.Block(operation, waiter, new Wait(BlockReason.TypeInitializer, resource, site));
        }
    }
}
