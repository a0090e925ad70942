using ConcurrencyTrace.Runtime.Controlled.Time;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ITimer"/>, whose disposal is that of any <see cref="IDisposable"/>. A program's own timers are its own code.</summary>
public static class ControlledITimer
{
    public static bool Change(ITimer self, TimeSpan dueTime, TimeSpan period, long site)
    {
        if (self is Timer timer)
        {
            return ControlledTimer.Change(timer, dueTime, period, site);
        }

        if (self is VirtualTimer && Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }

        return self.Change(dueTime, period);
    }
}
