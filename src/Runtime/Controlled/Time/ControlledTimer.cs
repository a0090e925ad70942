using ConcurrencyTrace.Runtime.Controlled.Time;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Timer"/>. The real timer exists and never fires; a <see cref="VirtualTimer"/> stands beside it.</summary>
public static class ControlledTimer
{
    public static Timer New(TimerCallback callback, long site) =>
        Control.Current is { } operation && callback is not null
            ? Make(operation, callback, null, -1, -1, site, useSelf: true)
            : new Timer(callback!);

    public static Timer New(TimerCallback callback, object? state, int dueTime, int period, long site) =>
        Control.Current is { } operation && callback is not null && Timeouts.TryTicks(dueTime, out var due) && Timeouts.TryTicks(period, out var every)
            ? Make(operation, callback, state, due, every, site)
            : new Timer(callback!, state, dueTime, period);

    public static Timer New(TimerCallback callback, object? state, long dueTime, long period, long site) =>
        Control.Current is { } operation && callback is not null && TryTicks(dueTime, out var due) && TryTicks(period, out var every)
            ? Make(operation, callback, state, due, every, site)
            : new Timer(callback!, state, dueTime, period);

    public static Timer New(TimerCallback callback, object? state, uint dueTime, uint period, long site) =>
        New(callback, state, dueTime == uint.MaxValue ? -1 : (long)dueTime, period == uint.MaxValue ? -1 : (long)period, site);

    public static Timer New(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, long site) =>
        Control.Current is { } operation && callback is not null
            && Timeouts.TryTicks(dueTime, out var due, uint.MaxValue - 1) && Timeouts.TryTicks(period, out var every, uint.MaxValue - 1)
            ? Make(operation, callback, state, due, every, site)
            : new Timer(callback!, state, dueTime, period);

    public static bool Change(Timer self, int dueTime, int period, long site) => Change(self, (long)dueTime, period, site);

    public static bool Change(Timer self, uint dueTime, uint period, long site) =>
        Change(self, dueTime == uint.MaxValue ? -1 : (long)dueTime, period == uint.MaxValue ? -1 : (long)period, site);

    public static bool Change(Timer self, TimeSpan dueTime, TimeSpan period, long site) =>
        Change(self, (long)dueTime.TotalMilliseconds, (long)period.TotalMilliseconds, site);

    public static bool Change(Timer self, long dueTime, long period, long site)
    {
        if (VirtualTimer.Beside(self) is { } timer && TryTicks(dueTime, out var due) && TryTicks(period, out var every))
        {
            Control.Current!.Scheduler.Point(Control.Current, site);
            return timer.Change(due, every);
        }

        return self.Change(dueTime, period);
    }

    public static void Dispose(Timer self, long site)
    {
        Stop(self, site)?.Dispose();
        self.Dispose();
    }

    public static bool Dispose(Timer self, WaitHandle notifyObject, long site)
    {
        if (Stop(self, site) is not { IsDisposed: false } timer || notifyObject is not EventWaitHandle toNotify)
        {
            return self.Dispose(notifyObject);
        }

        self.Dispose();
        timer.Dispose(toNotify);
        return true;
    }

    public static ValueTask DisposeAsync(Timer self, long site)
    {
        if (Stop(self, site) is not { } timer)
        {
            return self.DisposeAsync();
        }

        self.Dispose();
        return timer.DisposeAsync();
    }

    private static VirtualTimer? Stop(Timer self, long site)
    {
        if (self is null || VirtualTimer.Beside(self) is not { } timer)
        {
            return null;
        }

        Control.Current!.Scheduler.Point(Control.Current, site);
        return timer;
    }

    private static bool TryTicks(long milliseconds, out long ticks)
    {
        ticks = milliseconds < 0 ? -1 : milliseconds * TimeSpan.TicksPerMillisecond;
        return milliseconds is >= -1 and < uint.MaxValue;
    }

    private static Timer Make(Operation operation, TimerCallback callback, object? state, long due, long period, long site, bool useSelf = false)
    {
        var real = new Timer(static _ => { }, null, Timeout.Infinite, Timeout.Infinite);
        var timer = new VirtualTimer(operation, real, callback, useSelf ? real : state, site);
        timer.Change(due, period);
        return real;
    }
}
