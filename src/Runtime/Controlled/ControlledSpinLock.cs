using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="SpinLock"/>. Instead of spinning an operation blocks, so that a lock that is never given back is seen as a deadlock.</summary>
/// <remarks>A struct has no identity; but while somebody waits for it, its memory is pinned, and its address is one.</remarks>
public static unsafe class ControlledSpinLock
{
    private static readonly ConditionalWeakTable<Scheduler, Dictionary<nint, Resource>> Contended = [];

    public static void Enter(ref SpinLock self, ref bool lockTaken, long site)
    {
        if (Control.Current is { } operation)
        {
            Acquire(operation, ref self, ref lockTaken, -1, site);
        }
        else if (Control.Observed is { } observed)
        {
            ObservedSpinLocks.Take(observed, ref self, ref lockTaken, -1, site);
        }
        else
        {
            self.Enter(ref lockTaken);
        }
    }

    public static void TryEnter(ref SpinLock self, ref bool lockTaken, long site)
    {
        if (Control.Current is { } operation)
        {
            Acquire(operation, ref self, ref lockTaken, 0, site);
        }
        else
        {
            self.TryEnter(ref lockTaken);
        }
    }

    public static void TryEnter(ref SpinLock self, int millisecondsTimeout, ref bool lockTaken, long site)
    {
        if (Control.Current is { } operation && Timeouts.TryTicks(millisecondsTimeout, out var ticks))
        {
            Acquire(operation, ref self, ref lockTaken, ticks, site);
        }
        else if (Control.Observed is { } observed && millisecondsTimeout >= -1)
        {
            ObservedSpinLocks.Take(observed, ref self, ref lockTaken, millisecondsTimeout, site);
        }
        else
        {
            self.TryEnter(millisecondsTimeout, ref lockTaken);
        }
    }

    public static void TryEnter(ref SpinLock self, TimeSpan timeout, ref bool lockTaken, long site)
    {
        if (Control.Current is { } operation && Timeouts.TryTicks(timeout, out var ticks))
        {
            Acquire(operation, ref self, ref lockTaken, ticks, site);
        }
        else if (Control.Observed is { } observed && Timeouts.TryTicks(timeout, out var really))
        {
            ObservedSpinLocks.Take(observed, ref self, ref lockTaken, Timeouts.Milliseconds(really), site);
        }
        else
        {
            self.TryEnter(timeout, ref lockTaken);
        }
    }

    public static void Exit(ref SpinLock self, long site) => Exit(ref self, true, site);

    public static void Exit(ref SpinLock self, bool useMemoryBarrier, long site)
    {
        if (Control.Current is not { } operation)
        {
            if (Control.Observed is { } observed)
            {
                ObservedSpinLocks.Releasing(observed, ref self, site);
            }

            self.Exit(useMemoryBarrier);
            return;
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        if (scheduler.IsUnwinding && self.IsThreadOwnerTrackingEnabled && !self.IsHeldByCurrentThread)
        {
            return;
        }

        self.Exit(useMemoryBarrier);
        if (Find(scheduler, ref self) is { } resource)
        {
            resource.Holders.Clear();
            scheduler.Record(EventKind.Released, operation.Id, resource.Id, 0, site);
            scheduler.WakeOne(resource);
        }
    }

    public static bool get_IsHeld(ref SpinLock self, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }

        return self.IsHeld;
    }

    private static void Acquire(Operation operation, ref SpinLock self, ref bool lockTaken, long ticks, long site)
    {
        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        self.TryEnter(ref lockTaken);
        if (!lockTaken && ticks != 0)
        {
            fixed (SpinLock* address = &self)
            {
                Wait(operation, address, ref lockTaken, ticks, site);
            }
        }

        if (lockTaken && Find(scheduler, ref self) is { } resource)
        {
            resource.Holders.Add(operation);
            scheduler.Record(EventKind.Acquired, operation.Id, resource.Id, 0, site);
        }
    }

    private static void Wait(Operation operation, SpinLock* address, ref bool lockTaken, long ticks, long site)
    {
        var scheduler = operation.Scheduler;
        var deadline = scheduler.Clock.Now + ticks;
        var contended = Contended.GetOrCreateValue(scheduler);
        if (!contended.TryGetValue((nint)address, out var resource))
        {
            resource = scheduler.Resources.Get(new SpinLock(), ResourceKind.SpinLock, site);
            resource.Holders.AddRange(OwnerOf(scheduler, address));
            contended.Add((nint)address, resource);
        }

        var waiting = (StrongBox<int>)(resource.State ??= new StrongBox<int>());
        waiting.Value++;
        try
        {
            while (!lockTaken)
            {
                var remaining = ticks < 0 ? -1 : Math.Max(0, deadline - scheduler.Clock.Now);
                var waiter = new Waiter(operation, resource.Waiters);
                resource.Waiters.Add(waiter);
                if (remaining == 0 || scheduler.Block(operation, waiter, new Wait(BlockReason.Spin, resource, site, remaining)) == WaitOutcome.TimedOut)
                {
                    waiter.Abandon();
                    return;
                }

                address->TryEnter(ref lockTaken);
            }
        }
        finally
        {
            if (--waiting.Value == 0)
            {
                // From here on nobody keeps the lock where it is.
                contended.Remove((nint)address);
            }
        }
    }

    private static Resource? Find(Scheduler scheduler, ref SpinLock self)
    {
        if (!Contended.TryGetValue(scheduler, out var contended) || contended.Count == 0)
        {
            return null;
        }

        fixed (SpinLock* address = &self)
        {
            return contended.GetValueOrDefault((nint)address);
        }
    }

    // A lock that tracks its owner holds the owner's thread.
    private static IEnumerable<Operation> OwnerOf(Scheduler scheduler, SpinLock* address)
    {
        if (!address->IsThreadOwnerTrackingEnabled)
        {
            return [];
        }

        var owner = OwnerField(ref *address);
        return scheduler.Operations.Where(o => !o.HasEnded && o.Worker?.Thread.ManagedThreadId == owner).Take(1);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_owner")]
    private static extern ref int OwnerField(ref SpinLock spinLock);
}
