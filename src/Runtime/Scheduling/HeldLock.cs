namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Locks that belong to a thread, not to an operation: what a thread still holds when its operation ends must be given back by that thread.</summary>
internal static class HeldLock
{
    /// <summary>Gives back everything that the calling worker holds.</summary>
    public static void ReleaseAll(Worker worker)
    {
        for (var i = worker.HeldLocks.Count - 1; i >= 0; i--)
        {
            if (worker.HeldLocks[i] is Lock held)
            {
                held.Exit();
            }
            else
            {
                Monitor.Exit(worker.HeldLocks[i]);
            }
        }

        worker.HeldLocks.Clear();
    }
}
