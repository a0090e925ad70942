using ConcurrencyTrace.Runtime.Controlled.Pool;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ThreadPool"/> that have it wait for a handle, to <see cref="WaitRegistration"/>.</summary>
public static class ControlledWaitRegistrations
{
    public static RegisteredWaitHandle RegisterWaitForSingleObject(
        WaitHandle waitObject, WaitOrTimerCallback callBack, object? state, int millisecondsTimeOutInterval, bool executeOnlyOnce, long site) =>
        Timeouts.TryTicks(millisecondsTimeOutInterval, out var ticks) && WaitRegistration.Register(waitObject, callBack, state, ticks, executeOnlyOnce, flows: true, site) is { } registered
            ? registered
            : ThreadPool.RegisterWaitForSingleObject(waitObject, callBack, state, millisecondsTimeOutInterval, executeOnlyOnce);

    public static RegisteredWaitHandle RegisterWaitForSingleObject(
        WaitHandle waitObject, WaitOrTimerCallback callBack, object? state, long millisecondsTimeOutInterval, bool executeOnlyOnce, long site) =>
        Timeouts.TryTicks(TimeSpan.FromMilliseconds(millisecondsTimeOutInterval), out var ticks) && WaitRegistration.Register(waitObject, callBack, state, ticks, executeOnlyOnce, flows: true, site) is { } registered
            ? registered
            : ThreadPool.RegisterWaitForSingleObject(waitObject, callBack, state, millisecondsTimeOutInterval, executeOnlyOnce);

    public static RegisteredWaitHandle RegisterWaitForSingleObject(
        WaitHandle waitObject, WaitOrTimerCallback callBack, object? state, TimeSpan timeout, bool executeOnlyOnce, long site) =>
        Timeouts.TryTicks(timeout, out var ticks) && WaitRegistration.Register(waitObject, callBack, state, ticks, executeOnlyOnce, flows: true, site) is { } registered
            ? registered
            : ThreadPool.RegisterWaitForSingleObject(waitObject, callBack, state, timeout, executeOnlyOnce);

    public static RegisteredWaitHandle RegisterWaitForSingleObject(
        WaitHandle waitObject, WaitOrTimerCallback callBack, object? state, uint millisecondsTimeOutInterval, bool executeOnlyOnce, long site) =>
        RegisterWaitForSingleObject(waitObject, callBack, state, millisecondsTimeOutInterval == uint.MaxValue ? -1L : millisecondsTimeOutInterval, executeOnlyOnce, site);

    public static RegisteredWaitHandle UnsafeRegisterWaitForSingleObject(
        WaitHandle waitObject, WaitOrTimerCallback callBack, object? state, int millisecondsTimeOutInterval, bool executeOnlyOnce, long site) =>
        Timeouts.TryTicks(millisecondsTimeOutInterval, out var ticks) && WaitRegistration.Register(waitObject, callBack, state, ticks, executeOnlyOnce, flows: false, site) is { } registered
            ? registered
            : ThreadPool.UnsafeRegisterWaitForSingleObject(waitObject, callBack, state, millisecondsTimeOutInterval, executeOnlyOnce);

    public static RegisteredWaitHandle UnsafeRegisterWaitForSingleObject(
        WaitHandle waitObject, WaitOrTimerCallback callBack, object? state, long millisecondsTimeOutInterval, bool executeOnlyOnce, long site) =>
        Timeouts.TryTicks(TimeSpan.FromMilliseconds(millisecondsTimeOutInterval), out var ticks) && WaitRegistration.Register(waitObject, callBack, state, ticks, executeOnlyOnce, flows: false, site) is { } registered
            ? registered
            : ThreadPool.UnsafeRegisterWaitForSingleObject(waitObject, callBack, state, millisecondsTimeOutInterval, executeOnlyOnce);

    public static RegisteredWaitHandle UnsafeRegisterWaitForSingleObject(
        WaitHandle waitObject, WaitOrTimerCallback callBack, object? state, TimeSpan timeout, bool executeOnlyOnce, long site) =>
        Timeouts.TryTicks(timeout, out var ticks) && WaitRegistration.Register(waitObject, callBack, state, ticks, executeOnlyOnce, flows: false, site) is { } registered
            ? registered
            : ThreadPool.UnsafeRegisterWaitForSingleObject(waitObject, callBack, state, timeout, executeOnlyOnce);

    public static RegisteredWaitHandle UnsafeRegisterWaitForSingleObject(
        WaitHandle waitObject, WaitOrTimerCallback callBack, object? state, uint millisecondsTimeOutInterval, bool executeOnlyOnce, long site) =>
        UnsafeRegisterWaitForSingleObject(waitObject, callBack, state, millisecondsTimeOutInterval == uint.MaxValue ? -1L : millisecondsTimeOutInterval, executeOnlyOnce, site);
}

/// <summary>Redirections of <see cref="RegisteredWaitHandle"/>.</summary>
public static class ControlledRegisteredWaitHandle
{
    public static bool Unregister(RegisteredWaitHandle self, WaitHandle? waitObject, long site)
    {
        if (self is null || WaitRegistration.Of(self) is not { } registration)
        {
            return self!.Unregister(waitObject);
        }

        if (Control.Current is not { } operation || !registration.IsOfRunOf(operation))
        {
            // It ended with its run, as the registrations of a process end with it.
            _ = waitObject is EventWaitHandle { SafeWaitHandle.IsInvalid: false } signal && signal.Set();
            return false;
        }

        operation.Scheduler.Point(operation, site);
        return registration.Unregister(operation, waitObject, site);
    }
}
