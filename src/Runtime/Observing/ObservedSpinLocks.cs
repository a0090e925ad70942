using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>Spin locks on the real scheduler. A value has no identity; but while somebody waits for it, its memory is pinned, and its address is one.</summary>
internal static unsafe class ObservedSpinLocks
{
    private static readonly ConcurrentDictionary<(ObservationRecorder, nint), Contended> Locks = new();
    private static int waiters;

    /// <summary>Takes a lock: tries first, and spins when that fails.</summary>
    public static void Take(ObservedOperation by, ref SpinLock target, ref bool lockTaken, int milliseconds, long site)
    {
        target.TryEnter(ref lockTaken);
        if (lockTaken || milliseconds == 0)
        {
            return;
        }

        fixed (SpinLock* address = &target)
        {
            Wait(by, address, ref lockTaken, milliseconds, site);
        }
    }

    /// <summary>The lock is about to be given back, maybe to somebody who waits.</summary>
    public static void Releasing(ObservedOperation by, ref SpinLock target, long site)
    {
        if (Volatile.Read(ref waiters) == 0)
        {
            return;
        }

        fixed (SpinLock* address = &target)
        {
            if (Locks.TryGetValue((by.Recorder, (nint)address), out var contended))
            {
                contended.Resource.SignalledBy(by, site);
                Observation.Record(EventKind.Released, by, contended.Resource, 0, 0, site);
            }
        }
    }

    private static void Wait(ObservedOperation by, SpinLock* address, ref bool lockTaken, int milliseconds, long site)
    {
        var key = (by.Recorder, (nint)address);
        var resource = Locks.AddOrUpdate(key, _ => new Contended(1, by.Recorder.Resource(by, typeof(SpinLock), ResourceKind.SpinLock, site)), static (_, known) => known with { Waiters = known.Waiters + 1 }).Resource;
        Interlocked.Increment(ref waiters);
        try
        {
            using var wait = Observation.Wait(by, BlockReason.Spin, resource, site);
            address->TryEnter(milliseconds, ref lockTaken);
            wait.EndedBy(lockTaken ? resource.LastSignal : null);
        }
        finally
        {
            Interlocked.Decrement(ref waiters);
            Forget(key);
        }

        if (lockTaken && Locks.ContainsKey(key))
        {
            Observation.Record(EventKind.Acquired, by, resource, 0, 0, site);
        }
    }

    // From the last one's going on nobody keeps the lock where it is.
    private static void Forget((ObservationRecorder, nint) key)
    {
        var left = Locks.AddOrUpdate(key, static _ => throw new InvalidOperationException(), static (_, known) => known with { Waiters = known.Waiters - 1 });
        if (left.Waiters == 0)
        {
            Locks.TryRemove(new KeyValuePair<(ObservationRecorder, nint), Contended>(key, left));
        }
    }

    private sealed record Contended(int Waiters, ObservedResource Resource);
}
