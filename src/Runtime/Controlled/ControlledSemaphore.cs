using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Semaphore"/>; waiting is that of every <see cref="WaitHandle"/>.</summary>
public static class ControlledSemaphore
{
    public static int Release(Semaphore self, long site) => Release(self, 1, site);

    public static int Release(Semaphore self, int releaseCount, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            return self!.Release(releaseCount);
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        int previous;
        try
        {
            previous = self.Release(releaseCount);
        }
        catch (SemaphoreFullException) when (scheduler.IsUnwinding)
        {
            return 0;
        }

        var resource = HandleWaiting.Resource(scheduler, self, site);
        for (var i = 0; i < releaseCount; i++)
        {
            if (!resource.Holders.Remove(operation) && resource.Holders.Count > 0)
            {
                resource.Holders.RemoveAt(0);
            }

            scheduler.Record(EventKind.Released, operation.Id, resource.Id, 0, site);
        }

        HandleWaiting.Signalled(scheduler, self);
        return previous;
    }
}
