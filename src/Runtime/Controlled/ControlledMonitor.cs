using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Monitor"/>, and so of <c>lock</c>.</summary>
public static class ControlledMonitor
{
    private static readonly Func<object, bool> Try = Monitor.TryEnter;
    private static readonly Func<object, int, bool> Take = Monitor.TryEnter;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(object obj, long site)
    {
        if (Control.IsActive)
        {
            EnterInSession(obj, site);
        }
        else
        {
            Monitor.Enter(obj);
        }
    }

    private static void EnterInSession(object obj, long site)
    {
        if (Control.Current is not { } operation || obj is null)
        {
            if (Control.Observed is { } observed && obj is not null)
            {
                Observation.Take(observed, obj, ResourceKind.Monitor, -1, site, Take);
                return;
            }

            Monitor.Enter(obj!);
            return;
        }

        ExclusiveLock.Acquire(operation, obj, ResourceKind.Monitor, -1, site, Try);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(object obj, ref bool lockTaken, long site)
    {
        if (Control.IsActive)
        {
            EnterInSession(obj, ref lockTaken, site);
        }
        else
        {
            Monitor.Enter(obj, ref lockTaken);
        }
    }

    private static void EnterInSession(object obj, ref bool lockTaken, long site)
    {
        if (Control.Current is not { } operation || obj is null || lockTaken)
        {
            if (Control.Observed is { } observed && obj is not null && !lockTaken)
            {
                lockTaken = Observation.Take(observed, obj, ResourceKind.Monitor, -1, site, Take);
                return;
            }

            Monitor.Enter(obj!, ref lockTaken);
            return;
        }

        lockTaken = ExclusiveLock.Acquire(operation, obj, ResourceKind.Monitor, -1, site, Try);
    }

    public static bool TryEnter(object obj, long site) =>
        Control.Current is { } operation && obj is not null
            ? ExclusiveLock.Acquire(operation, obj, ResourceKind.Monitor, 0, site, Try)
            : TryReally(obj!, 0, site);

    public static void TryEnter(object obj, ref bool lockTaken, long site)
    {
        if (Control.Current is not { } operation || obj is null || lockTaken)
        {
            if (Control.Observed is not null && obj is not null && !lockTaken)
            {
                lockTaken = TryReally(obj, 0, site);
                return;
            }

            Monitor.TryEnter(obj!, ref lockTaken);
            return;
        }

        lockTaken = ExclusiveLock.Acquire(operation, obj, ResourceKind.Monitor, 0, site, Try);
    }

    public static bool TryEnter(object obj, int millisecondsTimeout, long site) =>
        Control.Current is { } operation && obj is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? ExclusiveLock.Acquire(operation, obj, ResourceKind.Monitor, ticks, site, Try)
            : TryReally(obj!, millisecondsTimeout, site);

    public static bool TryEnter(object obj, TimeSpan timeout, long site) =>
        Control.Current is { } operation && obj is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? ExclusiveLock.Acquire(operation, obj, ResourceKind.Monitor, ticks, site, Try)
            : Timeouts.TryTicks(timeout, out var really) ? TryReally(obj!, Timeouts.Milliseconds(really), site) : Monitor.TryEnter(obj!, timeout);

    public static void TryEnter(object obj, int millisecondsTimeout, ref bool lockTaken, long site)
    {
        if (Control.Current is not { } operation || obj is null || lockTaken || !Timeouts.TryTicks(millisecondsTimeout, out var ticks))
        {
            if (Control.Observed is not null && obj is not null && !lockTaken)
            {
                lockTaken = TryReally(obj, millisecondsTimeout, site);
                return;
            }

            Monitor.TryEnter(obj!, millisecondsTimeout, ref lockTaken);
            return;
        }

        lockTaken = ExclusiveLock.Acquire(operation, obj, ResourceKind.Monitor, ticks, site, Try);
    }

    public static void TryEnter(object obj, TimeSpan timeout, ref bool lockTaken, long site)
    {
        if (Control.Current is not { } operation || obj is null || lockTaken || !Timeouts.TryTicks(timeout, out var ticks))
        {
            if (Control.Observed is not null && obj is not null && !lockTaken && Timeouts.TryTicks(timeout, out var really))
            {
                lockTaken = TryReally(obj, Timeouts.Milliseconds(really), site);
                return;
            }

            Monitor.TryEnter(obj!, timeout, ref lockTaken);
            return;
        }

        lockTaken = ExclusiveLock.Acquire(operation, obj, ResourceKind.Monitor, ticks, site, Try);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exit(object obj, long site)
    {
        if (Control.IsActive)
        {
            ExitInSession(obj, site);
        }
        else
        {
            Monitor.Exit(obj);
        }
    }

    private static void ExitInSession(object obj, long site)
    {
        if (Control.Current is not { } operation || obj is null)
        {
            Releasing(obj!, site);
            Monitor.Exit(obj!);
            return;
        }

        operation.Scheduler.Point(operation, site);
        if (operation.Scheduler.IsUnwinding && !Monitor.IsEntered(obj))
        {
            return;
        }

        Monitor.Exit(obj);
        ExclusiveLock.Released(operation, obj, ResourceKind.Monitor, site);
    }

    public static bool Wait(object obj, long site) => Wait(obj, -1, site, static o => Monitor.Wait(o));

    public static bool Wait(object obj, int millisecondsTimeout, long site) =>
        Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? Wait(obj, ticks, site, o => Monitor.Wait(o, millisecondsTimeout))
            : Monitor.Wait(obj, millisecondsTimeout);

    public static bool Wait(object obj, TimeSpan timeout, long site) =>
        Timeouts.TryTicks(timeout, out var ticks)
            ? Wait(obj, ticks, site, o => Monitor.Wait(o, timeout))
            : Monitor.Wait(obj, timeout);

    public static bool Wait(object obj, int millisecondsTimeout, bool exitContext, long site) => Wait(obj, millisecondsTimeout, site);

    public static bool Wait(object obj, TimeSpan timeout, bool exitContext, long site) => Wait(obj, timeout, site);

    public static void Pulse(object obj, long site)
    {
        if (Condition(obj, site, out var condition))
        {
            condition.SignalOne();
        }
        else
        {
            Monitor.Pulse(obj);
        }
    }

    public static void PulseAll(object obj, long site)
    {
        if (Condition(obj, site, out var condition))
        {
            condition.SignalAll();
        }
        else
        {
            Monitor.PulseAll(obj);
        }
    }

    private static bool TryReally(object obj, int milliseconds, long site) =>
        Control.Observed is { } observed && obj is not null && milliseconds >= -1
            ? Observation.Take(observed, obj, ResourceKind.Monitor, milliseconds, site, Take)
            : Monitor.TryEnter(obj!, milliseconds);

    private static void Releasing(object obj, long site)
    {
        if (Control.Observed is not null && obj is not null && Monitor.IsEntered(obj))
        {
            Observation.Releasing(obj, ResourceKind.Monitor, site);
        }
    }

    /// <summary>Code that is not woven is about to take the lock and to give it back: waits until it can.</summary>
    internal static void PassThrough(Operation operation, object obj, long site)
    {
        if (ExclusiveLock.Acquire(operation, obj, ResourceKind.Monitor, -1, site, Try))
        {
            Monitor.Exit(obj);
            ExclusiveLock.Released(operation, obj, ResourceKind.Monitor, site);
        }
    }

    private static bool Condition(object obj, long site, out FifoWaiters condition)
    {
        condition = null!;
        if (Control.Current is not { } operation || obj is null || !Monitor.IsEntered(obj))
        {
            return false;
        }

        operation.Scheduler.Visit(operation, site);
        var resource = operation.Scheduler.Resources.Get(obj, ResourceKind.Monitor, site);
        condition = FifoWaiters.Of(resource);
        operation.Scheduler.Record(EventKind.Signalled, operation.Id, resource.Id, 0, site);
        return true;
    }

    private static bool Wait(object obj, long ticks, long site, Func<object, bool> original)
    {
        if (Control.Current is not { } operation || obj is null || !Monitor.IsEntered(obj))
        {
            return Control.Observed is { } observed && obj is not null && Monitor.IsEntered(obj)
                ? Observation.WaitOutside(observed, obj, site, original)
                : original(obj!);
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var resource = scheduler.Resources.Get(obj, ResourceKind.Monitor, site);
        var waiter = FifoWaiters.Of(resource).Add(operation);
        var depth = 0;
        while (Monitor.IsEntered(obj))
        {
            Monitor.Exit(obj);
            ExclusiveLock.Released(operation, obj, ResourceKind.Monitor, site);
            depth++;
        }

        try
        {
            return scheduler.Block(operation, waiter, new Wait(BlockReason.MonitorWait, resource, site, ticks)) == WaitOutcome.Woken;
        }
        finally
        {
            if (!scheduler.IsUnwinding)
            {
                Reacquire(operation, obj, depth, site);
            }
        }
    }

    // Whoever is interrupted meanwhile is told once it holds the monitor again.
    private static void Reacquire(Operation operation, object obj, int depth, long site)
    {
        var isInterrupted = false;
        while (depth > 0)
        {
            try
            {
                ExclusiveLock.AcquireNow(operation, obj, ResourceKind.Monitor, -1, site, Try);
                depth--;
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        }

        if (isInterrupted)
        {
            throw new ThreadInterruptedException();
        }
    }
}
