using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>What <see cref="Monitor"/> and <see cref="Lock"/> have in common: owned by a thread, re-entrant, no order among those who wait.</summary>
internal static class ExclusiveLock
{
    /// <summary>Takes the lock, trying the real one and waiting in the scheduler between tries.</summary>
    /// <returns>False when <paramref name="ticks"/> of virtual time passed first.</returns>
    public static bool Acquire(Operation operation, object target, ResourceKind kind, long ticks, long site, Func<object, bool> tryEnter)
    {
        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        return AcquireNow(operation, target, kind, ticks, site, tryEnter);
    }

    /// <summary>Like <see cref="Acquire"/>, without a scheduling point before the first try.</summary>
    public static bool AcquireNow(Operation operation, object target, ResourceKind kind, long ticks, long site, Func<object, bool> tryEnter)
    {
        var scheduler = operation.Scheduler;
        var resource = scheduler.Resources.Get(target, kind, site);
        resource.Probe ??= free => tryEnter(free) && Exit(free, kind);
        var deadline = ticks < 0 ? long.MaxValue : scheduler.Clock.Now + ticks;
        while (!tryEnter(target))
        {
            var remaining = ticks < 0 ? -1 : deadline - scheduler.Clock.Now;
            if (remaining == 0)
            {
                return false;
            }

            var waiter = new Waiter(operation, resource.Waiters);
            resource.Waiters.Add(waiter);
            if (scheduler.Block(operation, waiter, new Wait(BlockReason.Lock, resource, site, remaining)) == WaitOutcome.TimedOut)
            {
                return false;
            }
        }

        resource.Holders.Add(operation);
        operation.Worker!.HeldLocks.Add(target, kind == ResourceKind.Monitor);
        scheduler.Record(EventKind.Acquired, operation.Id, resource.Id, 0, site);
        return true;
    }

    /// <summary>The real lock was given back once: wakes who waits for it.</summary>
    public static void Released(Operation operation, object target, ResourceKind kind, long site)
    {
        var scheduler = operation.Scheduler;
        operation.Worker!.HeldLocks.Remove(target, kind == ResourceKind.Monitor);
        if (scheduler.Resources.Find(target, kind) is { } resource && resource.Holders.Count > 0)
        {
            resource.Holders.RemoveAt(resource.Holders.Count - 1);
            scheduler.Record(EventKind.Released, operation.Id, resource.Id, 0, site);
            if (resource.Holders.Count > 0)
            {
                return;
            }

            if (kind == ResourceKind.Mutex)
            {
                HandleWaiting.MutexFreed(scheduler, resource);
            }
            else
            {
                scheduler.WakeOne(resource);
            }
        }
    }

    private static bool Exit(object target, ResourceKind kind)
    {
        if (kind == ResourceKind.Lock)
        {
            ((Lock)target).Exit();
        }
        else
        {
            Monitor.Exit(target);
        }

        return true;
    }
}
