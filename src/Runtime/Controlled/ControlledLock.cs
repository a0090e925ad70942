using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Lock"/>, and so of <c>lock</c> on one.</summary>
public static class ControlledLock
{
    private static readonly Func<object, bool> Try = static target => ((Lock)target).TryEnter();
    private static readonly Func<Lock, int, bool> Take = static (target, milliseconds) => target.TryEnter(milliseconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(Lock self, long site)
    {
        if (Control.IsActive)
        {
            EnterInSession(self, site);
        }
        else
        {
            self.Enter();
        }
    }

    private static void EnterInSession(Lock self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            if (Control.Observed is { } observed && self is not null)
            {
                Observation.Take(observed, self, ResourceKind.Lock, -1, site, Take);
                return;
            }

            self!.Enter();
            return;
        }

        ExclusiveLock.Acquire(operation, self, ResourceKind.Lock, -1, site, Try);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lock.Scope EnterScope(Lock self, long site) =>
        Control.IsActive ? EnterScopeInSession(self, site) : self.EnterScope();

    private static Lock.Scope EnterScopeInSession(Lock self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            if (Control.Observed is { } observed && self is not null)
            {
                Observation.Take(observed, self, ResourceKind.Lock, -1, site, Take);
                return ScopeOfHeld(self);
            }

            return self!.EnterScope();
        }

        ExclusiveLock.Acquire(operation, self, ResourceKind.Lock, -1, site, Try);
        return ScopeOfHeld(self);
    }

    public static bool TryEnter(Lock self, long site) =>
        Control.Current is { } operation && self is not null
            ? ExclusiveLock.Acquire(operation, self, ResourceKind.Lock, 0, site, Try)
            : TryReally(self!, 0, site);

    public static bool TryEnter(Lock self, int millisecondsTimeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? ExclusiveLock.Acquire(operation, self, ResourceKind.Lock, ticks, site, Try)
            : TryReally(self!, millisecondsTimeout, site);

    public static bool TryEnter(Lock self, TimeSpan timeout, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? ExclusiveLock.Acquire(operation, self, ResourceKind.Lock, ticks, site, Try)
            : Timeouts.TryTicks(timeout, out var really) ? TryReally(self!, Timeouts.Milliseconds(really), site) : self!.TryEnter(timeout);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exit(Lock self, long site)
    {
        if (Control.IsActive)
        {
            ExitInSession(self, site);
        }
        else
        {
            self.Exit();
        }
    }

    private static void ExitInSession(Lock self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            Releasing(self!, site);
            self!.Exit();
            return;
        }

        operation.Scheduler.Point(operation, site);
        if (operation.Scheduler.IsUnwinding && !self.IsHeldByCurrentThread)
        {
            return;
        }

        self.Exit();
        ExclusiveLock.Released(operation, self, ResourceKind.Lock, site);
    }

    internal static void Releasing(Lock self, long site)
    {
        if (Control.Observed is not null && self is { IsHeldByCurrentThread: true })
        {
            Observation.Releasing(self, ResourceKind.Lock, site);
        }
    }

    // Only the lock itself can make a scope: entered once more, then once less.
    private static Lock.Scope ScopeOfHeld(Lock self)
    {
        var scope = self.EnterScope();
        self.Exit();
        return scope;
    }

    private static bool TryReally(Lock self, int milliseconds, long site) =>
        Control.Observed is { } observed && self is not null && milliseconds >= -1
            ? Observation.Take(observed, self, ResourceKind.Lock, milliseconds, site, Take)
            : self!.TryEnter(milliseconds);
}

/// <summary>Redirections of <see cref="Lock.Scope"/>.</summary>
public static class ControlledLockScope
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dispose(ref Lock.Scope self, long site)
    {
        if (Control.IsActive)
        {
            DisposeInSession(ref self, site);
        }
        else
        {
            self.Dispose();
        }
    }

    private static void DisposeInSession(ref Lock.Scope self, long site)
    {
        if (Control.Current is { } operation && LockOf(ref self) is { } target)
        {
            operation.Scheduler.Point(operation, site);
            if (operation.Scheduler.IsUnwinding && !target.IsHeldByCurrentThread)
            {
                return;
            }

            self.Dispose();
            ExclusiveLock.Released(operation, target, ResourceKind.Lock, site);
        }
        else
        {
            if (Control.Observed is not null && LockOf(ref self) is { } observed)
            {
                ControlledLock.Releasing(observed, site);
            }

            self.Dispose();
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_lockObj")]
    private static extern ref Lock? LockOf(ref Lock.Scope scope);
}
