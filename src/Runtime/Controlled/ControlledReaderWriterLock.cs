using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ReaderWriterLock"/>, the old one. Who waits to write keeps new readers out; an upgrade that has to wait lets go of its read lock meanwhile.</summary>
public static class ControlledReaderWriterLock
{
    // ERROR_TIMEOUT, by which the BCL tells this exception from its others.
    private const int TimedOut = unchecked((int)0x800705B4);

    public static void AcquireReaderLock(ReaderWriterLock self, int millisecondsTimeout, long site)
    {
        if (Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks))
        {
            Acquire(operation, self, false, ticks, site);
        }
        else
        {
            self!.AcquireReaderLock(millisecondsTimeout);
        }
    }

    public static void AcquireReaderLock(ReaderWriterLock self, TimeSpan timeout, long site)
    {
        if (Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks))
        {
            Acquire(operation, self, false, ticks, site);
        }
        else
        {
            self!.AcquireReaderLock(timeout);
        }
    }

    public static void AcquireWriterLock(ReaderWriterLock self, int millisecondsTimeout, long site)
    {
        if (Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks))
        {
            Acquire(operation, self, true, ticks, site);
        }
        else
        {
            self!.AcquireWriterLock(millisecondsTimeout);
        }
    }

    public static void AcquireWriterLock(ReaderWriterLock self, TimeSpan timeout, long site)
    {
        if (Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks))
        {
            Acquire(operation, self, true, ticks, site);
        }
        else
        {
            self!.AcquireWriterLock(timeout);
        }
    }

    public static LockCookie UpgradeToWriterLock(ReaderWriterLock self, int millisecondsTimeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? Upgrade(operation, self, ticks, site)
            : self!.UpgradeToWriterLock(millisecondsTimeout);

    public static LockCookie UpgradeToWriterLock(ReaderWriterLock self, TimeSpan timeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? Upgrade(operation, self, ticks, site)
            : self!.UpgradeToWriterLock(timeout);

    public static void DowngradeFromWriterLock(ReaderWriterLock self, ref LockCookie lockCookie, long site)
    {
        if (!Begin(self, site, self.IsWriterLockHeld))
        {
            self.DowngradeFromWriterLock(ref lockCookie);
            Released(self, site);
        }
    }

    public static void ReleaseReaderLock(ReaderWriterLock self, long site)
    {
        if (!Begin(self, site, self.IsReaderLockHeld || self.IsWriterLockHeld))
        {
            self.ReleaseReaderLock();
            Released(self, site);
        }
    }

    public static void ReleaseWriterLock(ReaderWriterLock self, long site)
    {
        if (!Begin(self, site, self.IsWriterLockHeld))
        {
            self.ReleaseWriterLock();
            Released(self, site);
        }
    }

    public static LockCookie ReleaseLock(ReaderWriterLock self, long site)
    {
        Begin(self, site, true);
        if (Control.Current is { } operation && self is not null)
        {
            StateOf(Resource(operation, self, site)).RestoresWriter[operation] = self.IsWriterLockHeld;
        }

        var cookie = self!.ReleaseLock();
        Released(self, site);
        return cookie;
    }

    public static void RestoreLock(ReaderWriterLock self, ref LockCookie lockCookie, long site)
    {
        Begin(self, site, true);
        if (Control.Current is not { } operation || self is null)
        {
            self!.RestoreLock(ref lockCookie);
            return;
        }

        var resource = Resource(operation, self, site);
        if (StateOf(resource).RestoresWriter.Remove(operation, out var asWriter) && !self.IsReaderLockHeld && !self.IsWriterLockHeld)
        {
            WaitFor(operation, resource, asWriter, -1, site, () => IsFree(resource, asWriter));
        }

        self.RestoreLock(ref lockCookie);
        Acquired(operation, resource, site);
    }

    public static bool AnyWritersSince(ReaderWriterLock self, int seqNum, long site) => At.Point(self, site).AnyWritersSince(seqNum);

    public static int get_WriterSeqNum(ReaderWriterLock self, long site) => At.Point(self, site).WriterSeqNum;

    private static void Acquire(Operation operation, ReaderWriterLock self, bool write, long ticks, long site)
    {
        operation.Scheduler.Point(operation, site);
        var resource = Resource(operation, self, site);
        if (!WaitFor(operation, resource, write, ticks, site, () => TryNow(self, resource, write)))
        {
            throw Timeout();
        }

        Acquired(operation, resource, site);
    }

    private static LockCookie Upgrade(Operation operation, ReaderWriterLock self, long ticks, long site)
    {
        operation.Scheduler.Point(operation, site);
        var resource = Resource(operation, self, site);
        LockCookie cookie = default;
        if (!Succeeds(() => cookie = self.UpgradeToWriterLock(0)))
        {
            if (ticks == 0)
            {
                throw Timeout();
            }

            var kept = self.ReleaseLock();
            Released(self, site);
            var upgraded = WaitFor(operation, resource, true, ticks, site, () =>
            {
                if (!IsFree(resource, true))
                {
                    return false;
                }

                self.RestoreLock(ref kept);
                if (Succeeds(() => cookie = self.UpgradeToWriterLock(0)))
                {
                    return true;
                }

                kept = self.ReleaseLock();
                return false;
            });
            if (!upgraded)
            {
                WaitFor(operation, resource, false, -1, site, () => IsFree(resource, false));
                self.RestoreLock(ref kept);
                Acquired(operation, resource, site);
                throw Timeout();
            }
        }

        Acquired(operation, resource, site);
        return cookie;
    }

    private static bool WaitFor(Operation operation, Resource resource, bool write, long ticks, long site, Func<bool> attempt)
    {
        var state = StateOf(resource);
        var waits = false;
        var reason = write ? BlockReason.WriterLock : BlockReason.ReaderLock;
        var succeeded = false;
        try
        {
            succeeded = RetriedWait.Until(operation, resource, new Wait(reason, resource, site, ticks), (_, _) =>
            {
                Count(-1);
                if (attempt())
                {
                    return true;
                }

                Count(+1);
                return false;
            });
            return succeeded;
        }
        finally
        {
            Count(-1);
            if (!succeeded && state.WaitingWriters == 0 && !operation.Scheduler.IsUnwinding)
            {
                // A writer that gives up lets in the readers that it kept out.
                Scheduler.WakeAll(resource);
            }
        }

        void Count(int change)
        {
            if (write && waits == change < 0)
            {
                waits = change > 0;
                state.WaitingWriters += change;
            }
        }
    }

    private static bool TryNow(ReaderWriterLock self, Resource resource, bool write)
    {
        if (write)
        {
            return Succeeds(() => self.AcquireWriterLock(0));
        }

        var isInside = self.IsReaderLockHeld || self.IsWriterLockHeld;
        return (isInside || StateOf(resource).WaitingWriters == 0) && Succeeds(() => self.AcquireReaderLock(0));
    }

    private static bool Succeeds(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (ApplicationException e) when (e.HResult == TimedOut)
        {
            return false;
        }
    }

    private static Exception Timeout() => (Exception)TimeoutException(null);

    private static bool IsFree(Resource resource, bool forWriter) =>
        forWriter ? resource.Holders.Count == 0 : StateOf(resource).Writer is null;

    /// <returns>True where the call is to be skipped: the run is being unwound and what it gives back is not held.</returns>
    private static bool Begin(ReaderWriterLock self, long site, bool isHeld)
    {
        At.Point(self, site);
        return !isHeld && Control.Current is { Scheduler.IsUnwinding: true };
    }

    private static void Acquired(Operation operation, Resource resource, long site)
    {
        Synchronize(operation, resource);
        var mode = ((ReaderWriterLock)resource.Target).IsWriterLockHeld ? HoldMode.Exclusive : HoldMode.Shared;
        operation.Scheduler.Record(EventKind.Acquired, operation.Id, resource.Id, (long)mode, site);
    }

    private static void Released(ReaderWriterLock self, long site)
    {
        if (Control.Current is { } operation && operation.Scheduler.Resources.Find(self) is { } resource)
        {
            Synchronize(operation, resource);
            operation.Scheduler.Record(EventKind.Released, operation.Id, resource.Id, 0, site);
            Scheduler.WakeAll(resource);
        }
    }

    /// <summary>Notes once, however often it was taken, whether the operation's thread holds the lock, and how.</summary>
    private static void Synchronize(Operation operation, Resource resource)
    {
        var target = (ReaderWriterLock)resource.Target;
        var held = operation.Worker!.HeldLocks;
        resource.Holders.Remove(operation);
        held.Remove(target);
        if (target.IsReaderLockHeld || target.IsWriterLockHeld)
        {
            resource.Holders.Add(operation);
            held.Add(target);
        }

        var state = StateOf(resource);
        if (target.IsWriterLockHeld)
        {
            state.Writer = operation;
        }
        else if (state.Writer == operation)
        {
            state.Writer = null;
        }
    }

    private static Resource Resource(Operation operation, ReaderWriterLock self, long site)
    {
        var resource = operation.Scheduler.Resources.Get(self, ResourceKind.ReaderWriterLock, site);
        resource.State ??= new State();
        return resource;
    }

    private static State StateOf(Resource resource) => (State)resource.State!;

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "GetTimeoutException")]
    [return: UnsafeAccessorType("System.Threading.ReaderWriterLock+ReaderWriterLockApplicationException, System.Threading")]
    private static extern object TimeoutException(ReaderWriterLock? of);

    private sealed class State
    {
        public int WaitingWriters { get; set; }

        public Operation? Writer { get; set; }

        /// <summary>Who has released the lock to restore it later, and whether it was writing.</summary>
        public Dictionary<Operation, bool> RestoresWriter { get; } = [];
    }
}
