using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Timers;
using ConcurrencyTrace.Runtime.Controlled.Time;
using ConcurrencyTrace.Runtime.Scheduling;
using Timer = System.Timers.Timer;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="System.Timers.Timer"/>. The real object keeps all that it keeps; only its inner timer never fires, and a <see cref="VirtualTimer"/>
/// raises the event in its place.
/// </summary>
public static class ControlledTimersTimer
{
    public static bool get_Enabled(Timer self, long site) => At.Point(self, site).Enabled;

    public static void set_Enabled(Timer self, bool value, long site) => Change(self, value, static (timer, enabled) => timer.Enabled = enabled, site);

    public static void Start(Timer self, long site) => set_Enabled(self, true, site);

    public static void Stop(Timer self, long site) => set_Enabled(self, false, site);

    public static void set_AutoReset(Timer self, bool value, long site)
    {
        var changes = self.AutoReset != value;
        Set(self, value, static (timer, repeats) => timer.AutoReset = repeats, changes, site);
    }

    public static void set_Interval(Timer self, double value, long site) => Set(self, value, static (timer, interval) => timer.Interval = interval, true, site);

    public static void BeginInit(Timer self, long site) => Change(self, 0, static (timer, _) => timer.BeginInit(), site);

    public static void EndInit(Timer self, long site) => Change(self, 0, static (timer, _) => timer.EndInit(), site);

    public static void Close(Timer self, long site) => Change(self, 0, static (timer, _) => timer.Close(), site);

    internal static void Dispose(Timer self, long site) => Change(self, 0, static (timer, _) => timer.Dispose(), site);

    /// <summary>A change that starts or stops the inner timer, or neither.</summary>
    private static void Change<T>(Timer self, T value, Action<Timer, T> change, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            change(self!, value);
            return;
        }

        operation.Scheduler.Point(operation, site);
        var before = Inner(self);
        var wasEnabled = self.Enabled;
        var interval = Interval(self);

        // So that it does not fire before it is told never to.
        Interval(self) = int.MaxValue;
        try
        {
            change(self, value);
        }
        finally
        {
            Interval(self) = interval;
        }

        if (before is not null && before != Inner(self))
        {
            VirtualTimer.Beside(before)?.Dispose();
        }

        // One that has fired for the only time is there, and no longer enabled: to stop it changes nothing.
        if (Inner(self) is not { } inner || !self.Enabled || (inner == before && wasEnabled))
        {
            return;
        }

        inner.Change(Timeout.Infinite, Timeout.Infinite);
        if (inner != before)
        {
            _ = new VirtualTimer(operation, inner, cookie => Fire(self, cookie), Cookie(self), site);
        }

        Arm(self, inner);
    }

    /// <summary>A change that sets a running timer anew.</summary>
    private static void Set<T>(Timer self, T value, Action<Timer, T> change, bool changes, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            change(self!, value);
            return;
        }

        operation.Scheduler.Point(operation, site);
        var inner = Inner(self);
        Inner(self) = null;
        try
        {
            change(self, value);
        }
        finally
        {
            Inner(self) = inner;
        }

        if (inner is not null && changes)
        {
            Arm(self, inner);
        }
    }

    private static void Arm(Timer self, System.Threading.Timer inner)
    {
        var ticks = (long)Math.Ceiling(Interval(self)) * TimeSpan.TicksPerMillisecond;
        VirtualTimer.Beside(inner)?.Change(ticks, self.AutoReset ? ticks : -1);
    }

    // What the real timer does on the thread pool, but for the clock that it reads. Exceptions of handlers are lost, as there.
    private static void Fire(Timer self, object? cookie)
    {
        if (cookie != Cookie(self))
        {
            return;
        }

        if (!self.AutoReset)
        {
            IsEnabled(self) = false;
        }

        if (Handlers(self) is not { } handlers)
        {
            return;
        }

        var args = new ElapsedEventArgs(ControlledDateTime.get_Now(0));
        try
        {
            if (self.SynchronizingObject is { InvokeRequired: true } target)
            {
                target.BeginInvoke(handlers, [self, args]);
            }
            else
            {
                handlers(self, args);
            }
        }
        catch (Exception e) when (e is not OperationAbortedException)
        {
            // As in the BCL.
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_timer")]
    private static extern ref System.Threading.Timer? Inner(Timer timer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_interval")]
    private static extern ref double Interval(Timer timer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_enabled")]
    private static extern ref bool IsEnabled(Timer timer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cookie")]
    private static extern ref object? Cookie(Timer timer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_onIntervalElapsed")]
    private static extern ref ElapsedEventHandler? Handlers(Timer timer);
}

/// <summary>Redirections of <see cref="Component"/>, through which a timer is disposed.</summary>
public static class ControlledComponent
{
    public static void Dispose(Component self, long site)
    {
        if (self is Timer timer)
        {
            ControlledTimersTimer.Dispose(timer, site);
        }
        else
        {
            self.Dispose();
        }
    }
}
