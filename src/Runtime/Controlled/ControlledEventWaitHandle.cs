using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="EventWaitHandle"/>, and so of <see cref="ManualResetEvent"/> and <see cref="AutoResetEvent"/>.</summary>
public static class ControlledEventWaitHandle
{
    public static bool Set(EventWaitHandle self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            return self!.Set();
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var set = self.Set();
        scheduler.Record(EventKind.Signalled, operation.Id, HandleWaiting.Resource(scheduler, self, site).Id, 0, site);
        HandleWaiting.Signalled(scheduler, self);
        return set;
    }

    public static bool Reset(EventWaitHandle self, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }

        return self.Reset();
    }
}
