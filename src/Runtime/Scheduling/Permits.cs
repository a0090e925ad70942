using ConcurrencyTrace.Runtime.Controlled;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// What a run takes from semaphores and gives to them. They may outlive it (static ones), whether they guard something or are signals: when operations were ended early,
/// each gets back the permits that it had.
/// </summary>
internal static class Permits
{
    /// <summary>An operation has taken one.</summary>
    public static void Took(Operation operation, Resource semaphore, long site)
    {
        semaphore.PermitsTaken++;
        if (!semaphore.IsSignal)
        {
            semaphore.Holders.Add(operation);
        }

        operation.Scheduler.Record(EventKind.Acquired, operation.Id, semaphore.Id, 0, site);
    }

    /// <summary>
    /// An operation has given some back: its own, or where it has none, anybody's. One that nobody had taken is work for whoever waits: from then on, those who take one
    /// do not hold it, and who waits for the next is idle, not held up by itself.
    /// </summary>
    public static void Gave(Operation operation, Resource semaphore, int count, long site)
    {
        semaphore.PermitsTaken -= count;
        for (var i = 0; i < count; i++)
        {
            semaphore.IsSignal |= semaphore.Holders.Count == 0;
            var own = semaphore.Holders.Remove(operation);
            semaphore.IsLock = own && semaphore.IsLock != false;
            if (!own && semaphore.Holders.Count > 0)
            {
                semaphore.Holders.RemoveAt(0);
            }

            operation.Scheduler.Record(EventKind.Released, operation.Id, semaphore.Id, 0, site);
        }
    }

    /// <summary>Makes up for what the run took and did not give back, or gave and nobody took.</summary>
    public static void Restore(Resource semaphore)
    {
        try
        {
            if (semaphore.PermitsTaken > 0)
            {
                _ = semaphore.Target is SemaphoreSlim slim ? slim.Release(semaphore.PermitsTaken) : ((Semaphore)semaphore.Target).Release(semaphore.PermitsTaken);
            }

            for (var given = -semaphore.PermitsTaken; given > 0 && (semaphore.Target is SemaphoreSlim slim ? slim.Wait(0) : HandleTaking.TryTake((WaitHandle)semaphore.Target)); given--)
            {
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SemaphoreFullException)
        {
            // It belonged to the run, or code that is not woven gave it back.
        }
    }
}
