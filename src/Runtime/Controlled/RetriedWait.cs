using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Waiting for an object that stays the real one: tries it without blocking, else blocks in the scheduler until whoever changes the object wakes
/// it, and tries again.
/// </summary>
internal static class RetriedWait
{
    /// <summary>Waits until an attempt succeeds.</summary>
    /// <param name="operation">The running operation.</param>
    /// <param name="resource">What it waits for.</param>
    /// <param name="wait">Why, where and for how long.</param>
    /// <param name="attempt">Tries the real object; throws what the real call throws.</param>
    /// <returns>False when time was up first.</returns>
    public static bool Until(Operation operation, Resource resource, in Wait wait, Func<object, CancellationToken, bool> attempt)
    {
        var clock = operation.Scheduler.Clock;
        var deadline = clock.Now + wait.Ticks;
        while (!attempt(resource.Target, wait.Token))
        {
            var remaining = wait.Ticks < 0 ? -1 : Math.Max(0, deadline - clock.Now);
            if (remaining == 0)
            {
                return false;
            }

            var waiter = new Waiter(operation, resource.Waiters);
            resource.Waiters.Add(waiter);
            switch (operation.Scheduler.Block(operation, waiter, wait with { Ticks = remaining }))
            {
                // It may have been let through since, which is worth more than what ended the wait.
                case WaitOutcome.TimedOut:
                    return attempt(resource.Target, default);
                case WaitOutcome.Cancelled when attempt(resource.Target, default):
                    return true;
                default:
                    break;
            }
        }

        return true;
    }

    /// <summary>The real object lets through whoever waits for it: says so to all of them, and to those who wait for its kernel handle.</summary>
    public static void Opened(Operation operation, Resource resource, long site)
    {
        var scheduler = operation.Scheduler;
        scheduler.Record(Recording.EventKind.Signalled, operation.Id, resource.Id, 0, site);
        Scheduler.WakeAll(resource);
        if (resource.Handle is { } handle)
        {
            HandleWaiting.Signalled(scheduler, handle);
        }
    }
}
