namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Locks that belong to a thread, not to an operation: what a thread still holds when its operation ends must be given back by that thread.</summary>
internal static class HeldLock
{
    /// <summary>Gives back everything that the calling worker holds.</summary>
    public static void ReleaseAll(Worker worker)
    {
        for (var i = worker.HeldLocks.Count - 1; i >= 0; i--)
        {
            try
            {
                var (taken, isMonitor) = worker.HeldLocks[i];
                Release(taken, isMonitor);
            }
            catch (Exception e) when (e is SynchronizationLockException or ApplicationException or ObjectDisposedException)
            {
                // Code that is not woven gave it back.
            }
        }

        worker.HeldLocks.Clear();
    }

    /// <summary>Gives back, once, what the calling thread took once.</summary>
    private static void Release(object taken, bool isMonitor)
    {
        switch (taken)
        {
            case var _ when isMonitor:
                Monitor.Exit(taken);
                break;
            case Lock held:
                held.Exit();
                break;
            case Mutex mutex:
                mutex.ReleaseMutex();
                break;
            case ReaderWriterLockSlim held:
                ReleaseOne(held);
                break;
            case ReaderWriterLock held:
                held.ReleaseLock();
                break;
        }
    }

    // Writing inside of upgradeable reading inside of reading is the only nesting there is.
    private static void ReleaseOne(ReaderWriterLockSlim held)
    {
        if (held.IsWriteLockHeld)
        {
            held.ExitWriteLock();
        }
        else if (held.IsReadLockHeld)
        {
            held.ExitReadLock();
        }
        else if (held.IsUpgradeableReadLockHeld)
        {
            held.ExitUpgradeableReadLock();
        }
    }
}
