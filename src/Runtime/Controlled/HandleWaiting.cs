using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Waiting for kernel handles. A signal is handed over at once to those who wait for it, as the operating systems do: an event that is set twice
/// lets two waiters through, and one that is set and reset lets all through that waited. Only a mutex is taken by the waiter itself, for it belongs to a thread.
/// </summary>
internal static class HandleWaiting
{
    /// <summary>Waits; the operation is at a scheduling point.</summary>
    /// <returns>The index of the handle, 0 for all of them, or <see cref="WaitHandle.WaitTimeout"/>.</returns>
    /// <exception cref="ThreadInterruptedException">The operation's thread was interrupted, before or meanwhile: then it takes no signal, even one that is there.</exception>
    public static int Wait(Operation operation, WaitRequest request, long ticks, long site)
    {
        var scheduler = operation.Scheduler;
        Scheduler.ThrowIfInterrupted(operation);
        var deadline = scheduler.Clock.Now + ticks;
        while (true)
        {
            var taken = request.TryNow(operation, site);
            if (taken != WaitHandle.WaitTimeout)
            {
                return taken;
            }

            var remaining = ticks < 0 ? -1 : Math.Max(0, deadline - scheduler.Clock.Now);
            if (remaining == 0)
            {
                return WaitHandle.WaitTimeout;
            }

            var resources = Array.ConvertAll(request.Handles, handle => Resource(scheduler, handle, site));
            var waiter = new Waiter(operation) { Handed = request };
            foreach (var resource in resources)
            {
                waiter.AlsoIn(resource.Waiters);
            }

            AwaitTasks(operation, waiter, resources, site);
            var on = resources.Length == 1 || !request.All
                ? resources
                : [resources.FirstOrDefault(r => r.Holders.Count > 0 && !r.Holders.Contains(operation)) ?? Missing(scheduler, request)];
            var reason = on[0].Kind switch
            {
                _ when on is [{ SignalledBy: not null }] => BlockReason.TaskWait,
                ResourceKind.Mutex => BlockReason.Mutex,
                ResourceKind.Semaphore => BlockReason.Semaphore,
                _ => BlockReason.Event,
            };
            try
            {
                if (scheduler.Block(operation, waiter, new Wait(reason, on is [var one] ? one.SignalledBy ?? (object)one : on, site, remaining)) == WaitOutcome.TimedOut)
                {
                    // The signal may have come at that very moment.
                    return request.TryNow(operation, site);
                }
            }
            catch (OperationAbortedException) when (request.Given is { } handed)
            {
                // It never goes on, but what was handed to it is taken.
                request.Took(operation, handed, site);
                throw;
            }
            finally
            {
                operation.MayAwaitOutside = false;
            }

            if (request.Given is { } given)
            {
                request.Took(operation, given, site);
                return given;
            }
        }
    }

    /// <summary>The real handle was signalled: hands the signal to those who wait for it. For events and semaphores.</summary>
    public static void Signalled(Scheduler scheduler, WaitHandle handle)
    {
        if (scheduler.Resources.Find(handle) is not { } resource)
        {
            return;
        }

        while (resource.Waiters.Count > 0 && IsSignalled(handle, out var forAll))
        {
            var start = forAll ? 0 : scheduler.ChooseWaiter(resource);
            if (!HandToOne(resource, start))
            {
                return;
            }
        }
    }

    /// <summary>A mutex was given back: lets one that waits for it try.</summary>
    public static void MutexFreed(Scheduler scheduler, Resource resource)
    {
        while (resource.Waiters.Count > 0)
        {
            var waiter = resource.Waiters[scheduler.ChooseWaiter(resource)];
            waiter.End(WaitOutcome.Woken);
            if (waiter.Handed is WaitRequest { All: false })
            {
                return;
            }
        }
    }

    /// <summary>The thread of an operation ends here: as the operating system would, takes back its mutexes and tells whoever takes one next.</summary>
    public static void AbandonMutexes(Operation operation)
    {
        var scheduler = operation.Scheduler;
        var held = operation.Worker!.HeldLocks;
        if (scheduler.IsUnwinding)
        {
            return;
        }

        for (var i = held.Count - 1; i >= 0; i--)
        {
            if (held[i] is { Target: Mutex mutex, IsMonitor: false })
            {
                mutex.ReleaseMutex();
                Resource(scheduler, mutex, 0).State = Abandonment.Instance;
                ExclusiveLock.Released(operation, mutex, ResourceKind.Mutex, operation.Site);
            }
        }
    }

    /// <summary>Whether whoever took the mutex takes it from a thread that ended without giving it back; says so once.</summary>
    public static bool ConsumeAbandonment(Resource mutex)
    {
        var abandoned = mutex.State is Abandonment;
        mutex.State = null;
        return abandoned;
    }

    /// <summary>The resource of a handle that can be under control.</summary>
    public static Resource Resource(Scheduler scheduler, WaitHandle handle, long site)
    {
        var kind = handle switch
        {
            Mutex => ResourceKind.Mutex,
            Semaphore => ResourceKind.Semaphore,
            _ => ResourceKind.Event,
        };
        var resource = scheduler.Resources.Get(handle, kind, site);
        resource.Probe ??= _ => Probe(scheduler, resource);
        return resource;
    }

    /// <summary>The program has asked an object for the kernel handle that it keeps in step with itself.</summary>
    public static void Given(Scheduler scheduler, Resource shown, WaitHandle handle, long site)
    {
        shown.Handle = handle;
        Resource(scheduler, handle, site).Shows = shown;
    }

    /// <summary>The resource of an event that is about to be set or reset.</summary>
    public static Resource Changes(Scheduler scheduler, EventWaitHandle handle, long site)
    {
        var resource = Resource(scheduler, handle, site);
        if (resource.WasSet is null)
        {
            Signals.Changes(resource, IsSignalled(handle, out _));
        }

        return resource;
    }

    // Whoever completes a task tells those who await it, and not those who wait for its handle.
    private static void AwaitTasks(Operation operation, Waiter waiter, Resource[] resources, long site)
    {
        foreach (var resource in resources)
        {
            if (resource.SignalledBy is { } task && !IsSignalled((WaitHandle)resource.Target, out _))
            {
                operation.Scheduler.Subscribe(operation, task, null, site).SetWaiter(waiter);
                if (!operation.MayAwaitOutside)
                {
                    operation.Scheduler.BeginsToAwait(operation, operation.Scheduler.Tasks.Find(task));
                }
            }
        }
    }

    /// <summary>Serves those who wait for a handle that code which is not woven has signalled.</summary>
    private static bool Probe(Scheduler scheduler, Resource resource)
    {
        if (resource.Target is not Mutex)
        {
            Signalled(scheduler, (WaitHandle)resource.Target);
            return false;
        }

        for (var i = 0; i < resource.Waiters.Count; i++)
        {
            var wanted = ((WaitRequest)resource.Waiters[i].Handed!).All ? ((WaitRequest)resource.Waiters[i].Handed!).Handles : [(WaitHandle)resource.Target];
            if (Array.TrueForAll(wanted, handle => !(scheduler.Resources.Find(handle) is { Kind: ResourceKind.Mutex, Holders.Count: > 0 }) && IsSignalled(handle, out _)))
            {
                return !resource.Waiters[i].End(WaitOutcome.Woken);
            }
        }

        return false;
    }

    // Of several that are wanted together, the first that is not there.
    private static Resource Missing(Scheduler scheduler, WaitRequest request) =>
        Resource(scheduler, Array.Find(request.Handles, handle => !IsSignalled(handle, out _)) ?? request.Handles[0], 0);

    private static bool HandToOne(Resource resource, int start)
    {
        var waiters = resource.Waiters;
        for (var i = 0; i < waiters.Count; i++)
        {
            var waiter = waiters[(start + i) % waiters.Count];
            var request = (WaitRequest)waiter.Handed!;
            if (request.Give((WaitHandle)resource.Target))
            {
                return waiter.End(WaitOutcome.Woken);
            }

            if (request.All && waiter.Operation.BlockedOn == resource)
            {
                waiter.Operation.BlockedOn = Missing(waiter.Operation.Scheduler, request);
            }
        }

        return false;
    }

    /// <summary>Looks at a handle: takes what there is and gives it back.</summary>
    private static bool IsSignalled(WaitHandle handle, out bool forAll)
    {
        forAll = false;
        if (handle.SafeWaitHandle.IsClosed || !TryTake(handle))
        {
            return false;
        }

        switch (handle)
        {
            case EventWaitHandle signal:
                forAll = HandleTaking.TryTake(handle);
                signal.Set();
                break;
            case Semaphore semaphore:
                semaphore.Release();
                break;
            case Mutex mutex:
                mutex.ReleaseMutex();
                break;
            default:
                forAll = true;
                break;
        }

        return true;
    }

    private static bool TryTake(WaitHandle handle)
    {
        try
        {
            return HandleTaking.TryTake(handle);
        }
        catch (AbandonedMutexException)
        {
            return true;
        }
    }

    private sealed class Abandonment
    {
        public static readonly Abandonment Instance = new();
    }
}
