using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ManualResetEventSlim"/>. Whoever was woken looks again, so a reset right after may keep it waiting, as in the BCL.</summary>
public static class ControlledManualResetEventSlim
{
    private static readonly Func<object, CancellationToken, bool> Try = static (target, token) => ((ManualResetEventSlim)target).Wait(0, token);

    public static void Wait(ManualResetEventSlim self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            Wait(operation, self, -1, default, site);
        }
        else
        {
            self!.Wait();
        }
    }

    public static void Wait(ManualResetEventSlim self, CancellationToken cancellationToken, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            Wait(operation, self, -1, cancellationToken, site);
        }
        else
        {
            self!.Wait(cancellationToken);
        }
    }

    public static bool Wait(ManualResetEventSlim self, int millisecondsTimeout, long site) => Wait(self, millisecondsTimeout, default, site);

    public static bool Wait(ManualResetEventSlim self, TimeSpan timeout, long site) => Wait(self, timeout, default, site);

    public static bool Wait(ManualResetEventSlim self, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? Wait(operation, self, ticks, cancellationToken, site)
            : self!.Wait(millisecondsTimeout, cancellationToken);

    public static bool Wait(ManualResetEventSlim self, TimeSpan timeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? Wait(operation, self, ticks, cancellationToken, site)
            : self!.Wait(timeout, cancellationToken);

    public static void Set(ManualResetEventSlim self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            self!.Set();
            return;
        }

        operation.Scheduler.Point(operation, site);
        var resource = Changes(operation, self, site);
        self.Set();
        RetriedWait.Opened(operation, resource, site);
    }

    public static void Reset(ManualResetEventSlim self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            operation.Scheduler.Point(operation, site);
            Changes(operation, self, site);
        }

        self!.Reset();
    }

    public static bool get_IsSet(ManualResetEventSlim self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            operation.Scheduler.Point(operation, site);
        }

        return self!.IsSet;
    }

    public static WaitHandle get_WaitHandle(ManualResetEventSlim self, long site)
    {
        Control.Point(site);
        var handle = self.WaitHandle;
        if (Control.Current is { } operation)
        {
            HandleWaiting.Given(operation.Scheduler, Resource(operation, self, site), handle, site);
        }

        return handle;
    }

    private static bool Wait(Operation operation, ManualResetEventSlim self, long ticks, CancellationToken token, long site)
    {
        operation.Scheduler.Point(operation, site);
        return Try(self, token)
            || RetriedWait.Until(operation, Resource(operation, self, site), new Wait(BlockReason.Event, Resource(operation, self, site), site, ticks, token), Try);
    }

    private static Resource Changes(Operation operation, ManualResetEventSlim self, long site)
    {
        var resource = Resource(operation, self, site);
        Signals.Changes(resource, self.IsSet);
        return resource;
    }

    private static Resource Resource(Operation operation, ManualResetEventSlim self, long site)
    {
        var resource = operation.Scheduler.Resources.Get(self, ResourceKind.Event, site);
        resource.Probe ??= static target => ((ManualResetEventSlim)target).IsSet;
        return resource;
    }
}
