using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Time;

/// <summary>A timer on the virtual clock: each tick runs the callback as an operation of its own, beside one that is still running, as the thread pool does.</summary>
internal sealed class VirtualTimer : ITimer
{
    private static readonly ConditionalWeakTable<object, VirtualTimer> Made = [];

    private readonly object target;
    private readonly TimerCallback callback;
    private readonly object? state;
    private readonly long site;
    private readonly ExecutionContext? context = ExecutionContext.Capture();
    private Scheduler scheduler;
    private Resource resource;
    private ClockEntry? next;
    private long period;
    private int running;
    private bool isDisposed;
    private TaskCompletionSource? idle;
    private EventWaitHandle? notified;

    public VirtualTimer(Operation creator, object target, TimerCallback callback, object? state, long site)
    {
        scheduler = creator.Scheduler;
        scheduler.Visit(creator, site);
        this.callback = callback;
        this.state = state;
        this.site = site;
        this.target = target;
        resource = scheduler.Resources.Get(target, ResourceKind.Timer, site);
        resource.State = this;
        Made.Add(target, this);
    }

    /// <summary>The virtual timer that stands beside an object of the BCL's; null when it was not made under control.</summary>
    public static VirtualTimer? Beside(object target)
    {
        if (Control.Current is not { } user || target is null || !Made.TryGetValue(target, out var timer))
        {
            return null;
        }

        timer.BelongTo(user);
        return timer;
    }

    /// <summary>Whether it was stopped for good.</summary>
    public bool IsDisposed => isDisposed;

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period) => Change(Ticks(dueTime), Ticks(period));

    /// <summary>Sets the timer anew; negative for never.</summary>
    public bool Change(long dueTicks, long periodTicks)
    {
        if (isDisposed)
        {
            return false;
        }

        BelongTo(Control.Current);
        next?.Cancel();
        period = periodTicks;
        next = dueTicks < 0 ? null : scheduler.Clock.Schedule(dueTicks, site, Fire);
        if (dueTicks >= 0 && Control.Current is { } operation)
        {
            // It may fire before the caller goes on, which has not even been given the timer yet when it is new.
            scheduler.Point(operation, site);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isDisposed = true;
        next?.Cancel();
    }

    /// <summary>Stops the timer; the task is complete when no callback runs any more.</summary>
    public ValueTask DisposeAsync()
    {
        if (notified is not null)
        {
            return ValueTask.FromException(new InvalidOperationException("The timer was already closed using an incompatible Dispose method."));
        }

        BelongTo(Control.Current);
        Dispose();
        if (running == 0)
        {
            return default;
        }

        idle ??= new TaskCompletionSource();
        scheduler.Tasks.Add(idle.Task, new TaskInfo { Reason = BlockReason.Timer, Resource = resource, ContinuesAsynchronously = true });
        return new ValueTask(idle.Task);
    }

    /// <summary>Stops the timer; the event is set when no callback runs any more.</summary>
    public void Dispose(EventWaitHandle toNotify)
    {
        Dispose();
        notified = toNotify;
        NotifyWhenIdle();
    }

    // It no longer ticks: the clock of the run before stands still, and so do the callbacks that ran in it.
    private void BelongTo(Operation? user)
    {
        if (Successive.TakesOver(scheduler, user, target, ResourceKind.Timer, site))
        {
            scheduler = user!.Scheduler;
            resource = scheduler.Resources.Get(target, ResourceKind.Timer, site);
            resource.State = this;
            (next, running, idle, notified) = (null, 0, null, null);
        }
    }

    private static long Ticks(TimeSpan time) => time.Ticks < 0 ? -1 : time.Ticks;

    private void Fire()
    {
        // Zero means once, as in the BCL.
        next = period > 0 ? scheduler.Clock.Schedule(period, site, Fire) : null;
        scheduler.Record(EventKind.Fired, 0, resource.Id, 0, site);
        running++;
        scheduler.BeginTimer(site, Run);
    }

    private void Run()
    {
        try
        {
            if (context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(context, _ => callback(state), null);
            }
        }
        finally
        {
            if (--running == 0)
            {
                idle?.TrySetResult();
            }

            NotifyWhenIdle();
        }
    }

    private void NotifyWhenIdle()
    {
        if (running == 0 && notified is not null)
        {
            notified.Set();
            HandleWaiting.Signalled(scheduler, notified);
        }
    }
}
