using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="CountdownEvent"/>.</summary>
public static class ControlledCountdownEvent
{
    private static readonly Func<object, CancellationToken, bool> Try = static (target, token) => ((CountdownEvent)target).Wait(0, token);

    public static void Wait(CountdownEvent self, long site)
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

    public static void Wait(CountdownEvent self, CancellationToken cancellationToken, long site)
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

    public static bool Wait(CountdownEvent self, int millisecondsTimeout, long site) => Wait(self, millisecondsTimeout, default, site);

    public static bool Wait(CountdownEvent self, TimeSpan timeout, long site) => Wait(self, timeout, default, site);

    public static bool Wait(CountdownEvent self, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? Wait(operation, self, ticks, cancellationToken, site)
            : self!.Wait(millisecondsTimeout, cancellationToken);

    public static bool Wait(CountdownEvent self, TimeSpan timeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? Wait(operation, self, ticks, cancellationToken, site)
            : self!.Wait(timeout, cancellationToken);

    public static bool Signal(CountdownEvent self, long site) => Signal(self, 1, site);

    public static bool Signal(CountdownEvent self, int signalCount, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            return self!.Signal(signalCount);
        }

        operation.Scheduler.Point(operation, site);
        if (operation.Scheduler.IsUnwinding && self.CurrentCount < signalCount)
        {
            return false;
        }

        var open = self.Signal(signalCount);
        var resource = Resource(operation, self, site);
        if (open)
        {
            RetriedWait.Opened(operation, resource, site);
        }
        else
        {
            operation.Scheduler.Record(EventKind.Signalled, operation.Id, resource.Id, 0, site);
        }

        return open;
    }

    public static void AddCount(CountdownEvent self, long site) => AddCount(self, 1, site);

    public static void AddCount(CountdownEvent self, int signalCount, long site)
    {
        Point(self, site);
        self.AddCount(signalCount);
    }

    public static bool TryAddCount(CountdownEvent self, long site) => TryAddCount(self, 1, site);

    public static bool TryAddCount(CountdownEvent self, int signalCount, long site)
    {
        Point(self, site);
        return self.TryAddCount(signalCount);
    }

    public static void Reset(CountdownEvent self, long site)
    {
        Point(self, site);
        self.Reset();
        OpenedByReset(self, site);
    }

    public static void Reset(CountdownEvent self, int count, long site)
    {
        Point(self, site);
        self.Reset(count);
        OpenedByReset(self, site);
    }

    public static int get_CurrentCount(CountdownEvent self, long site)
    {
        Point(self, site);
        return self.CurrentCount;
    }

    public static bool get_IsSet(CountdownEvent self, long site)
    {
        Point(self, site);
        return self.IsSet;
    }

    public static WaitHandle get_WaitHandle(CountdownEvent self, long site)
    {
        Control.Point(site);
        var handle = self.WaitHandle;
        if (Control.Current is { } operation)
        {
            HandleWaiting.Given(operation.Scheduler, Resource(operation, self, site), handle, site);
        }

        return handle;
    }

    private static void OpenedByReset(CountdownEvent self, long site)
    {
        if (Control.Current is { } operation && self.IsSet)
        {
            RetriedWait.Opened(operation, Resource(operation, self, site), site);
        }
    }

    private static void Point(CountdownEvent self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            operation.Scheduler.Point(operation, site);
        }
    }

    private static bool Wait(Operation operation, CountdownEvent self, long ticks, CancellationToken token, long site)
    {
        operation.Scheduler.Point(operation, site);
        return Try(self, token)
            || RetriedWait.Until(operation, Resource(operation, self, site), new Wait(BlockReason.Countdown, Resource(operation, self, site), site, ticks, token), Try);
    }

    private static Resource Resource(Operation operation, CountdownEvent self, long site)
    {
        var resource = operation.Scheduler.Resources.Get(self, ResourceKind.Countdown, site);
        resource.Probe ??= static target => ((CountdownEvent)target).IsSet;
        return resource;
    }
}
