using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="SemaphoreSlim"/>. Threads that wait are woken in any order, asynchronous waiters in theirs, as the BCL does.</summary>
public static class ControlledSemaphoreSlim
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Wait(SemaphoreSlim self, long site)
    {
        if (Control.IsActive)
        {
            WaitInSession(self, site);
        }
        else
        {
            self.Wait();
        }
    }

    private static void WaitInSession(SemaphoreSlim self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            Acquire(operation, self, -1, default, site);
        }
        else if (Control.Observed is not null && self is not null)
        {
            TakeReally(self, -1, default, site);
        }
        else
        {
            self!.Wait();
        }
    }

    public static void Wait(SemaphoreSlim self, CancellationToken cancellationToken, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            Acquire(operation, self, -1, cancellationToken, site);
        }
        else if (Control.Observed is not null && self is not null)
        {
            TakeReally(self, -1, cancellationToken, site);
        }
        else
        {
            self!.Wait(cancellationToken);
        }
    }

    public static bool Wait(SemaphoreSlim self, int millisecondsTimeout, long site) =>
        Wait(self, millisecondsTimeout, default, site);

    public static bool Wait(SemaphoreSlim self, TimeSpan timeout, long site) =>
        Wait(self, timeout, default, site);

    public static bool Wait(SemaphoreSlim self, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? Acquire(operation, self, ticks, cancellationToken, site)
            : TakeReally(self!, millisecondsTimeout, cancellationToken, site);

    public static bool Wait(SemaphoreSlim self, TimeSpan timeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? Acquire(operation, self, ticks, cancellationToken, site)
            : Timeouts.TryTicks(timeout, out var really) ? TakeReally(self!, Timeouts.Milliseconds(really), cancellationToken, site) : self!.Wait(timeout, cancellationToken);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task WaitAsync(SemaphoreSlim self, long site) =>
        Control.IsActive ? WaitAsyncInSession(self, default, site) : self.WaitAsync();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task WaitAsync(SemaphoreSlim self, CancellationToken cancellationToken, long site) =>
        Control.IsActive ? WaitAsyncInSession(self, cancellationToken, site) : self.WaitAsync(cancellationToken);

    private static Task WaitAsyncInSession(SemaphoreSlim self, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null
            ? AcquireAsync(operation, self, -1, cancellationToken, site)
            : TakeLater(self!, self!.WaitAsync(cancellationToken), site);

    public static Task<bool> WaitAsync(SemaphoreSlim self, int millisecondsTimeout, long site) =>
        WaitAsync(self, millisecondsTimeout, default, site);

    public static Task<bool> WaitAsync(SemaphoreSlim self, TimeSpan timeout, long site) =>
        WaitAsync(self, timeout, default, site);

    public static Task<bool> WaitAsync(SemaphoreSlim self, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? AcquireAsync(operation, self, ticks, cancellationToken, site)
            : TakeLater(self!, self!.WaitAsync(millisecondsTimeout, cancellationToken), site);

    public static Task<bool> WaitAsync(SemaphoreSlim self, TimeSpan timeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? AcquireAsync(operation, self, ticks, cancellationToken, site)
            : TakeLater(self!, self!.WaitAsync(timeout, cancellationToken), site);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Release(SemaphoreSlim self, long site) => Control.IsActive ? ReleaseInSession(self, 1, site) : self.Release();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Release(SemaphoreSlim self, int releaseCount, long site) =>
        Control.IsActive ? ReleaseInSession(self, releaseCount, site) : self.Release(releaseCount);

    private static int ReleaseInSession(SemaphoreSlim self, int releaseCount, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            if (self is not null && releaseCount > 0)
            {
                Observation.Releasing(self, ResourceKind.Semaphore, site, releaseCount);
            }

            return self!.Release(releaseCount);
        }

        operation.Scheduler.Point(operation, site);
        var previous = self.Release(releaseCount);
        var resource = Resource(operation, self, site);
        Permits.Gave(operation, resource, releaseCount, site);
        Semaphore.Of(resource).Distribute(releaseCount);
        if (resource.Handle is { } handle)
        {
            HandleWaiting.Signalled(operation.Scheduler, handle);
        }

        return previous;
    }

    public static WaitHandle get_AvailableWaitHandle(SemaphoreSlim self, long site)
    {
        Control.Point(site);
        var handle = self.AvailableWaitHandle;
        if (Control.Current is { } operation)
        {
            HandleWaiting.Given(operation.Scheduler, Resource(operation, self, site), handle, site);
        }

        return handle;
    }

    public static int get_CurrentCount(SemaphoreSlim self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            operation.Scheduler.Point(operation, site);
        }

        return self!.CurrentCount;
    }

    private static bool TakeReally(SemaphoreSlim self, int milliseconds, CancellationToken token, long site) =>
        Control.Observed is { } observed && self is not null && milliseconds >= -1
            ? TakeReally(observed, self, milliseconds, token, site)
            : self!.Wait(milliseconds, token);

    private static bool TakeReally(ObservedOperation observed, SemaphoreSlim self, int milliseconds, CancellationToken token, long site) =>
        Observation.Take(observed, self, ResourceKind.Semaphore, milliseconds, site, (semaphore, time) => semaphore.Wait(time, token));

    private static T TakeLater<T>(SemaphoreSlim self, T attempt, long site)
        where T : Task =>
        Control.Observed is { } observed ? Observation.TakeLater(observed, self, attempt, site) : attempt;

    private static bool Acquire(Operation operation, SemaphoreSlim semaphore, long ticks, CancellationToken token, long site)
    {
        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var deadline = scheduler.Clock.Now + ticks;
        while (!semaphore.Wait(0, token))
        {
            var remaining = ticks < 0 ? -1 : deadline - scheduler.Clock.Now;
            if (remaining == 0)
            {
                return false;
            }

            var resource = Resource(operation, semaphore, site);
            var waiter = new Waiter(operation, resource.Waiters);
            resource.Waiters.Add(waiter);
            switch (scheduler.Block(operation, waiter, new Wait(BlockReason.Semaphore, resource, site, remaining, token)))
            {
                case WaitOutcome.Woken:
                    Semaphore.Of(resource).Woken--;
                    break;

                // A permit that came since is worth more than what ended the wait.
                case WaitOutcome.TimedOut or WaitOutcome.Cancelled when semaphore.Wait(0):
                    Permits.Took(operation, resource, site);
                    return true;
                case WaitOutcome.TimedOut:
                    return false;
                default:
                    break;
            }
        }

        Permits.Took(operation, Resource(operation, semaphore, site), site);
        return true;
    }

    private static Task<bool> AcquireAsync(Operation operation, SemaphoreSlim semaphore, long ticks, CancellationToken token, long site)
    {
        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var attempt = semaphore.WaitAsync(0, token);
        if (!attempt.IsCompletedSuccessfully)
        {
            return attempt;
        }

        if (attempt.Result)
        {
            Permits.Took(operation, Resource(operation, semaphore, site), site);
            return attempt;
        }

        return ticks == 0 ? attempt : Semaphore.Of(Resource(operation, semaphore, site)).Enqueue(operation, ticks, token, site);
    }

    private static Resource Resource(Operation operation, SemaphoreSlim semaphore, long site)
    {
        var resource = operation.Scheduler.Resources.Get(semaphore, ResourceKind.Semaphore, site);
        resource.State ??= new Semaphore(resource, operation.Scheduler);
        return resource;
    }

    /// <summary>Beside the real semaphore: who waits for it asynchronously, and how many permits are meant for threads that were woken and have not run yet.</summary>
    private sealed class Semaphore
    {
        private readonly Queue<AsyncWait<bool>> queue = new();
        private readonly Resource resource;
        private readonly Scheduler scheduler;

        public Semaphore(Resource resource, Scheduler scheduler)
        {
            (this.resource, this.scheduler) = (resource, scheduler);
            resource.Probe = _ => MayWake();
            resource.IsAwaited = () => queue.Any(static wait => !wait.Task.IsCompleted);
        }

        public int Woken { get; set; }

        public static Semaphore Of(Resource resource) => (Semaphore)resource.State!;

        /// <summary>Permits were released: wakes threads that wait, then serves those who wait asynchronously.</summary>
        public void Distribute(int released)
        {
            for (var i = 0; i < released && scheduler.WakeOne(resource); i++)
            {
                Woken++;
            }

            GrantAsynchronousWaiters();
        }

        public Task<bool> Enqueue(Operation operation, long ticks, CancellationToken token, long site)
        {
            var wait = new AsyncWait<bool>(operation, BlockReason.Semaphore, resource, site) { ThrowsPlainCancellation = true };
            wait.EndAfter(ticks, false);
            wait.EndWhenCancelled(token);
            queue.Enqueue(wait);
            scheduler.Resources.BeginsToBeAwaited(resource);
            return wait.Task;
        }

        // Others may have released permits: where no thread waits, those who wait asynchronously are served.
        private bool MayWake()
        {
            if (resource.Waiters.Count > 0)
            {
                return ((SemaphoreSlim)resource.Target).CurrentCount > 0;
            }

            GrantAsynchronousWaiters();
            return false;
        }

        private void GrantAsynchronousWaiters()
        {
            var semaphore = (SemaphoreSlim)resource.Target;
            while (queue.Count > 0 && semaphore.CurrentCount > Woken && !scheduler.IsUnwinding) // the dead would never give it back
            {
                var wait = queue.Dequeue();
                if (wait.Task.IsCompleted || !semaphore.Wait(0))
                {
                    continue;
                }

                Permits.Took(wait.Operation, resource, wait.Site);
                wait.End(true);
            }
        }
    }
}
