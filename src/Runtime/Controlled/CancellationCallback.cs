using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>A callback registered under control: knows whether it is running, on which thread, and who waits for its end.</summary>
internal sealed class CancellationCallback
{
    private readonly Scheduler scheduler;
    private readonly Action<object?> callback;
    private readonly long site;
    private Operation? running;
    private Worker? runningOn;
    private TaskCompletionSource? done;

    private CancellationCallback(Scheduler scheduler, Action<object?> callback, long site)
    {
        this.scheduler = scheduler;
        this.callback = callback;
        this.site = site;
    }

    /// <summary>Wraps a callback.</summary>
    /// <returns>Null when nothing is under control, or the callback is null: the original call is to be made.</returns>
    public static CancellationCallback? Make<T>(T callback, Func<T, Action<object?>> adapt, long site)
        where T : class
    {
        if (Control.Current is not { } operation || callback is null)
        {
            return null;
        }

        operation.Scheduler.Point(operation, site);
        return new CancellationCallback(operation.Scheduler, adapt(callback), site);
    }

    public static CancellationCallback? Find(Scheduler scheduler, CancellationTokenRegistration registration) =>
        scheduler.Callbacks.GetValueOrDefault(registration) as CancellationCallback;

    public CancellationTokenRegistration Registered(CancellationTokenRegistration registration)
    {
        scheduler.Callbacks[registration] = this;
        return registration;
    }

    public void Run(object? state)
    {
        running = Control.Current;
        runningOn = running?.Worker;
        try
        {
            callback(state);
        }
        finally
        {
            running = null;
            runningOn = null;
            done?.TrySetResult();
            if (Control.Current is not null && scheduler.Resources.Find(this) is { } resource)
            {
                Scheduler.WakeAll(resource);
            }
        }
    }

    /// <summary>Blocks until a running callback has ended; returns at once from within it, as the BCL does.</summary>
    public void WaitUntilDone(Operation operation, long waitSite)
    {
        while (running is not null && runningOn != operation.Worker)
        {
            var resource = scheduler.Resources.Get(this, ResourceKind.Cancellation, site);
            resource.Holders.Clear();
            resource.Holders.Add(running);
            var waiter = new Waiter(operation, resource.Waiters);
            resource.Waiters.Add(waiter);
            scheduler.Block(operation, waiter, new Wait(BlockReason.CancellationCallback, resource, waitSite));
        }
    }

    /// <summary>A task that is complete when a running callback has ended.</summary>
    public ValueTask WhenDone(Operation operation, long waitSite)
    {
        if (running is null || runningOn == operation.Worker)
        {
            return default;
        }

        done ??= new TaskCompletionSource();
        scheduler.Tasks.Add(done.Task, new TaskInfo { Completer = running, Reason = BlockReason.CancellationCallback, ContinuesAsynchronously = true });
        return new ValueTask(done.Task);
    }
}
