using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Lock"/>, and so of <c>lock</c> on one.</summary>
public static class ControlledLock
{
    private static readonly Func<object, bool> Try = static target => ((Lock)target).TryEnter();

    public static void Enter(Lock self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            self!.Enter();
            return;
        }

        ExclusiveLock.Acquire(operation, self, ResourceKind.Lock, -1, site, Try);
    }

    public static Lock.Scope EnterScope(Lock self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            return self!.EnterScope();
        }

        ExclusiveLock.Acquire(operation, self, ResourceKind.Lock, -1, site, Try);

        // Only the lock itself can make a scope: entered once more, then once less.
        var scope = self.EnterScope();
        self.Exit();
        return scope;
    }

    public static bool TryEnter(Lock self, long site) =>
        Control.Current is { } operation && self is not null
            ? ExclusiveLock.Acquire(operation, self, ResourceKind.Lock, 0, site, Try)
            : self!.TryEnter();

    public static bool TryEnter(Lock self, int millisecondsTimeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? ExclusiveLock.Acquire(operation, self, ResourceKind.Lock, ticks, site, Try)
            : self!.TryEnter(millisecondsTimeout);

    public static bool TryEnter(Lock self, TimeSpan timeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? ExclusiveLock.Acquire(operation, self, ResourceKind.Lock, ticks, site, Try)
            : self!.TryEnter(timeout);

    public static void Exit(Lock self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            self!.Exit();
            return;
        }

        operation.Scheduler.Point(operation, site);
        if (operation.Scheduler.IsUnwinding && !self.IsHeldByCurrentThread)
        {
            return;
        }

        self.Exit();
        ExclusiveLock.Released(operation, self, site);
    }
}

/// <summary>Redirections of <see cref="Lock.Scope"/>.</summary>
public static class ControlledLockScope
{
    public static void Dispose(ref Lock.Scope self, long site)
    {
        if (Control.Current is { } operation && LockOf(ref self) is { } target)
        {
            operation.Scheduler.Point(operation, site);
            if (operation.Scheduler.IsUnwinding && !target.IsHeldByCurrentThread)
            {
                return;
            }

            self.Dispose();
            ExclusiveLock.Released(operation, target, site);
        }
        else
        {
            self.Dispose();
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_lockObj")]
    private static extern ref Lock? LockOf(ref Lock.Scope scope);
}
