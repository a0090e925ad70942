using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ReaderWriterLockSlim"/>. Who waits to write keeps new readers out, as in the BCL; a thread that is inside already gets in again.</summary>
public static class ControlledReaderWriterLockSlim
{
    private enum Mode
    {
        Read,
        Upgradeable,
        Write,
    }

    public static void EnterReadLock(ReaderWriterLockSlim self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            Acquire(operation, self, Mode.Read, -1, site);
        }
        else
        {
            self!.EnterReadLock();
        }
    }

    public static void EnterUpgradeableReadLock(ReaderWriterLockSlim self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            Acquire(operation, self, Mode.Upgradeable, -1, site);
        }
        else
        {
            self!.EnterUpgradeableReadLock();
        }
    }

    public static void EnterWriteLock(ReaderWriterLockSlim self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            Acquire(operation, self, Mode.Write, -1, site);
        }
        else
        {
            self!.EnterWriteLock();
        }
    }

    public static bool TryEnterReadLock(ReaderWriterLockSlim self, int millisecondsTimeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? Acquire(operation, self, Mode.Read, ticks, site)
            : self!.TryEnterReadLock(millisecondsTimeout);

    public static bool TryEnterReadLock(ReaderWriterLockSlim self, TimeSpan timeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? Acquire(operation, self, Mode.Read, ticks, site)
            : self!.TryEnterReadLock(timeout);

    public static bool TryEnterUpgradeableReadLock(ReaderWriterLockSlim self, int millisecondsTimeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? Acquire(operation, self, Mode.Upgradeable, ticks, site)
            : self!.TryEnterUpgradeableReadLock(millisecondsTimeout);

    public static bool TryEnterUpgradeableReadLock(ReaderWriterLockSlim self, TimeSpan timeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? Acquire(operation, self, Mode.Upgradeable, ticks, site)
            : self!.TryEnterUpgradeableReadLock(timeout);

    public static bool TryEnterWriteLock(ReaderWriterLockSlim self, int millisecondsTimeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? Acquire(operation, self, Mode.Write, ticks, site)
            : self!.TryEnterWriteLock(millisecondsTimeout);

    public static bool TryEnterWriteLock(ReaderWriterLockSlim self, TimeSpan timeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? Acquire(operation, self, Mode.Write, ticks, site)
            : self!.TryEnterWriteLock(timeout);

    public static void ExitReadLock(ReaderWriterLockSlim self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            self!.ExitReadLock();
        }
        else if (MayExit(operation, self.IsReadLockHeld, site))
        {
            self.ExitReadLock();
            Released(operation, self, Mode.Read, site);
        }
    }

    public static void ExitUpgradeableReadLock(ReaderWriterLockSlim self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            self!.ExitUpgradeableReadLock();
        }
        else if (MayExit(operation, self.IsUpgradeableReadLockHeld, site))
        {
            self.ExitUpgradeableReadLock();
            Released(operation, self, Mode.Upgradeable, site);
        }
    }

    public static void ExitWriteLock(ReaderWriterLockSlim self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            self!.ExitWriteLock();
        }
        else if (MayExit(operation, self.IsWriteLockHeld, site))
        {
            self.ExitWriteLock();
            Released(operation, self, Mode.Write, site);
        }
    }

    public static int get_CurrentReadCount(ReaderWriterLockSlim self, long site)
    {
        Point(self, site);
        return self.CurrentReadCount;
    }

    public static int get_WaitingReadCount(ReaderWriterLockSlim self, long site) => self.WaitingReadCount + Waiting(self, Mode.Read, site);

    public static int get_WaitingUpgradeCount(ReaderWriterLockSlim self, long site) => self.WaitingUpgradeCount + Waiting(self, Mode.Upgradeable, site);

    public static int get_WaitingWriteCount(ReaderWriterLockSlim self, long site) => self.WaitingWriteCount + Waiting(self, Mode.Write, site);

    private static bool Acquire(Operation operation, ReaderWriterLockSlim self, Mode mode, long ticks, long site)
    {
        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var resource = scheduler.Resources.Get(self, ResourceKind.ReaderWriterLock, site);
        resource.Probe ??= _ => Probe(resource);
        var waiting = (int[])(resource.State ??= new int[3]);
        var deadline = scheduler.Clock.Now + ticks;
        while (!Try(self, mode, waiting[(int)Mode.Write] > 0))
        {
            var remaining = ticks < 0 ? -1 : Math.Max(0, deadline - scheduler.Clock.Now);
            if (remaining == 0 || !Block(operation, resource, mode, remaining, waiting, site))
            {
                return false;
            }
        }

        resource.Holders.Add(operation);
        operation.Worker!.HeldLocks.Add(self);
        scheduler.Record(EventKind.Acquired, operation.Id, resource.Id, (long)Held(mode), site);
        return true;
    }

    /// <returns>False when time was up.</returns>
    private static bool Block(Operation operation, Resource resource, Mode mode, long ticks, int[] waiting, long site)
    {
        var waiter = new Waiter(operation, resource.Waiters);
        resource.Waiters.Add(waiter);
        waiting[(int)mode]++;
        var outcome = WaitOutcome.Waiting;
        try
        {
            var reason = mode == Mode.Write ? BlockReason.WriterLock : BlockReason.ReaderLock;
            outcome = operation.Scheduler.Block(operation, waiter, new Wait(reason, resource, site, ticks));
        }
        finally
        {
            waiting[(int)mode]--;
            if (outcome != WaitOutcome.Woken && mode == Mode.Write && waiting[(int)Mode.Write] == 0 && !operation.Scheduler.IsUnwinding)
            {
                // A writer that gives up lets in the readers that it kept out.
                Scheduler.WakeAll(resource);
            }
        }

        return outcome != WaitOutcome.TimedOut;
    }

    private static bool Try(ReaderWriterLockSlim self, Mode mode, bool writerWaits)
    {
        if (mode == Mode.Write)
        {
            return self.TryEnterWriteLock(0);
        }

        if (writerWaits && !self.IsReadLockHeld && !self.IsUpgradeableReadLockHeld && !self.IsWriteLockHeld)
        {
            return false;
        }

        return mode == Mode.Read ? self.TryEnterReadLock(0) : self.TryEnterUpgradeableReadLock(0);
    }

    private static bool MayExit(Operation operation, bool isHeld, long site)
    {
        operation.Scheduler.Point(operation, site);
        return isHeld || !operation.Scheduler.IsUnwinding;
    }

    private static HoldMode Held(Mode mode) => mode switch
    {
        Mode.Read => HoldMode.Shared,
        Mode.Upgradeable => HoldMode.Upgradeable,
        _ => HoldMode.Exclusive,
    };

    private static void Released(Operation operation, ReaderWriterLockSlim self, Mode mode, long site)
    {
        operation.Worker!.HeldLocks.Remove(self);
        if (operation.Scheduler.Resources.Find(self) is { } resource)
        {
            resource.Holders.Remove(operation);
            operation.Scheduler.Record(EventKind.Released, operation.Id, resource.Id, (long)Held(mode), site);
            Scheduler.WakeAll(resource);
        }
    }

    private static bool Probe(Resource resource)
    {
        var target = (ReaderWriterLockSlim)resource.Target;
        if (target.TryEnterWriteLock(0))
        {
            target.ExitWriteLock();
            Scheduler.WakeAll(resource);
        }

        return false;
    }

    private static int Waiting(ReaderWriterLockSlim self, Mode mode, long site)
    {
        Point(self, site);
        return Control.Current?.Scheduler.Resources.Find(self)?.State is int[] waiting ? waiting[(int)mode] : 0;
    }

    private static void Point(ReaderWriterLockSlim self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            operation.Scheduler.Point(operation, site);
        }
    }
}
