using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="CancellationToken"/>: looking at it is a scheduling point, and callbacks are known, so that disposing a registration can wait for one that runs.</summary>
public static class ControlledCancellationToken
{
    public static bool get_IsCancellationRequested(ref CancellationToken self, long site)
    {
        Point(ref self, site);
        return self.IsCancellationRequested;
    }

    public static void ThrowIfCancellationRequested(ref CancellationToken self, long site)
    {
        Point(ref self, site);
        self.ThrowIfCancellationRequested();
    }

    public static WaitHandle get_WaitHandle(ref CancellationToken self, long site)
    {
        Point(ref self, site);
        var handle = self.WaitHandle;
        if (Control.Current is { } operation && self.CanBeCanceled && operation.Scheduler.Resources.Find(handle) is null)
        {
            var scheduler = operation.Scheduler;
            HandleWaiting.Resource(scheduler, handle, site);
            self.UnsafeRegister(_ => scheduler.DoFromAnywhere(() => HandleWaiting.Signalled(scheduler, handle)), null);
        }

        return handle;
    }

    public static CancellationTokenRegistration Register(ref CancellationToken self, Action callback, long site) =>
        CancellationCallback.Make(callback, static c => _ => c(), site) is { } known ? known.Registered(self.Register(known.Run, null)) : self.Register(callback);

    public static CancellationTokenRegistration Register(ref CancellationToken self, Action callback, bool useSynchronizationContext, long site) =>
        CancellationCallback.Make(callback, static c => _ => c(), site) is { } known
            ? known.Registered(self.Register(known.Run, null, useSynchronizationContext))
            : self.Register(callback, useSynchronizationContext);

    public static CancellationTokenRegistration Register(ref CancellationToken self, Action<object?> callback, object? state, long site) =>
        CancellationCallback.Make(callback, static c => c, site) is { } known ? known.Registered(self.Register(known.Run, state)) : self.Register(callback, state);

    public static CancellationTokenRegistration Register(ref CancellationToken self, Action<object?> callback, object? state, bool useSynchronizationContext, long site) =>
        CancellationCallback.Make(callback, static c => c, site) is { } known
            ? known.Registered(self.Register(known.Run, state, useSynchronizationContext))
            : self.Register(callback, state, useSynchronizationContext);

    public static CancellationTokenRegistration Register(ref CancellationToken self, Action<object?, CancellationToken> callback, object? state, long site) =>
        CancellationCallback.Make(callback, With(self), site) is { } known ? known.Registered(self.Register(known.Run, state)) : self.Register(callback, state);

    public static CancellationTokenRegistration UnsafeRegister(ref CancellationToken self, Action<object?> callback, object? state, long site) =>
        CancellationCallback.Make(callback, static c => c, site) is { } known ? known.Registered(self.UnsafeRegister(known.Run, state)) : self.UnsafeRegister(callback, state);

    public static CancellationTokenRegistration UnsafeRegister(ref CancellationToken self, Action<object?, CancellationToken> callback, object? state, long site) =>
        CancellationCallback.Make(callback, With(self), site) is { } known
            ? known.Registered(self.UnsafeRegister(known.Run, state))
            : self.UnsafeRegister(callback, state);

    private static Func<Action<object?, CancellationToken>, Action<object?>> With(CancellationToken token) => callback => state => callback(state, token);

    // A token that nobody can cancel never changes: looking at it tells nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Point(ref CancellationToken token, long site)
    {
        if (Control.Current is { } operation && token.CanBeCanceled)
        {
            operation.Scheduler.Point(operation, site);
        }
    }
}

/// <summary>Redirections of <see cref="CancellationTokenRegistration"/>.</summary>
public static class ControlledCancellationTokenRegistration
{
    public static void Dispose(ref CancellationTokenRegistration self, long site)
    {
        if (Control.Current is not { } operation)
        {
            self.Dispose();
            return;
        }

        operation.Scheduler.Point(operation, site);
        if (!self.Unregister())
        {
            CancellationCallback.Find(operation.Scheduler, self)?.WaitUntilDone(operation, site);
        }
    }

    public static ValueTask DisposeAsync(ref CancellationTokenRegistration self, long site)
    {
        if (Control.Current is not { } operation)
        {
            return self.DisposeAsync();
        }

        operation.Scheduler.Point(operation, site);
        return self.Unregister() ? default : CancellationCallback.Find(operation.Scheduler, self)?.WhenDone(operation, site) ?? default;
    }

    public static bool Unregister(ref CancellationTokenRegistration self, long site)
    {
        Control.Point(site);
        return self.Unregister();
    }
}
