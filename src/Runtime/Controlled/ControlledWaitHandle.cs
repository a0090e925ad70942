using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="WaitHandle"/>: of events, mutexes and semaphores without a name. Handles of other kinds, and those that other
/// processes share, are waited for in the operating system.
/// </summary>
public static class ControlledWaitHandle
{
    public static bool WaitOne(WaitHandle self, long site) => WaitOne(self, -1, site, static (h, _) => h.WaitOne());

    public static bool WaitOne(WaitHandle self, int millisecondsTimeout, long site) =>
        Timeouts.TryTicks(millisecondsTimeout, out var ticks) ? WaitOne(self, ticks, site, Original) : self.WaitOne(millisecondsTimeout);

    public static bool WaitOne(WaitHandle self, TimeSpan timeout, long site) =>
        Timeouts.TryTicks(timeout, out var ticks) ? WaitOne(self, ticks, site, Original) : self.WaitOne(timeout);

    public static bool WaitOne(WaitHandle self, int millisecondsTimeout, bool exitContext, long site) => WaitOne(self, millisecondsTimeout, site);

    public static bool WaitOne(WaitHandle self, TimeSpan timeout, bool exitContext, long site) => WaitOne(self, timeout, site);

    public static int WaitAny(WaitHandle[] waitHandles, long site) => WaitAny(waitHandles, Timeout.Infinite, site);

    public static int WaitAny(WaitHandle[] waitHandles, int millisecondsTimeout, long site) =>
        TryWait(waitHandles, false, Timeouts.TryTicks(millisecondsTimeout, out var ticks), ticks, site, out var index)
            ? index
            : WaitHandle.WaitAny(waitHandles, millisecondsTimeout);

    public static int WaitAny(WaitHandle[] waitHandles, TimeSpan timeout, long site) =>
        TryWait(waitHandles, false, Timeouts.TryTicks(timeout, out var ticks), ticks, site, out var index) ? index : WaitHandle.WaitAny(waitHandles, timeout);

    public static int WaitAny(WaitHandle[] waitHandles, int millisecondsTimeout, bool exitContext, long site) => WaitAny(waitHandles, millisecondsTimeout, site);

    public static int WaitAny(WaitHandle[] waitHandles, TimeSpan timeout, bool exitContext, long site) => WaitAny(waitHandles, timeout, site);

    public static bool WaitAll(WaitHandle[] waitHandles, long site) => WaitAll(waitHandles, Timeout.Infinite, site);

    public static bool WaitAll(WaitHandle[] waitHandles, int millisecondsTimeout, long site) =>
        TryWait(waitHandles, true, Timeouts.TryTicks(millisecondsTimeout, out var ticks), ticks, site, out var index)
            ? index != WaitHandle.WaitTimeout
            : WaitHandle.WaitAll(waitHandles, millisecondsTimeout);

    public static bool WaitAll(WaitHandle[] waitHandles, TimeSpan timeout, long site) =>
        TryWait(waitHandles, true, Timeouts.TryTicks(timeout, out var ticks), ticks, site, out var index)
            ? index != WaitHandle.WaitTimeout
            : WaitHandle.WaitAll(waitHandles, timeout);

    public static bool WaitAll(WaitHandle[] waitHandles, int millisecondsTimeout, bool exitContext, long site) => WaitAll(waitHandles, millisecondsTimeout, site);

    public static bool WaitAll(WaitHandle[] waitHandles, TimeSpan timeout, bool exitContext, long site) => WaitAll(waitHandles, timeout, site);

    public static bool SignalAndWait(WaitHandle toSignal, WaitHandle toWaitOn, long site) =>
        SignalAndWait(toSignal, toWaitOn, Timeout.Infinite, false, site);

    public static bool SignalAndWait(WaitHandle toSignal, WaitHandle toWaitOn, TimeSpan timeout, bool exitContext, long site) =>
        Timeouts.TryTicks(timeout, out var ticks) && ticks >= 0 && Control.Current is not null
            ? SignalAndWait(toSignal, toWaitOn, (int)(ticks / TimeSpan.TicksPerMillisecond), exitContext, site)
            : ticks < 0 && timeout == Timeout.InfiniteTimeSpan
                ? SignalAndWait(toSignal, toWaitOn, Timeout.Infinite, exitContext, site)
                : WaitHandle.SignalAndWait(toSignal, toWaitOn, timeout, exitContext);

    public static bool SignalAndWait(WaitHandle toSignal, WaitHandle toWaitOn, int millisecondsTimeout, bool exitContext, long site)
    {
        if (Control.Current is not { } operation || !Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            || toSignal is null || toWaitOn is null || !IsControlled(toSignal) || !IsControlled(toWaitOn))
        {
            return WaitHandle.SignalAndWait(toSignal!, toWaitOn!, millisecondsTimeout, exitContext);
        }

        operation.Scheduler.Point(operation, site);

        // An interrupt that came before leaves both as they are.
        Scheduler.ThrowIfInterrupted(operation);
        var request = new WaitRequest([toWaitOn], false);
        if (SignalAndTry(operation, toSignal, toWaitOn, site))
        {
            return request.Took(operation, 0, site) is null ? true : throw new AbandonedMutexException();
        }

        // The two are not promised to be one step: others can act on the signal before this one waits.
        operation.Scheduler.Point(operation, site);
        return HandleWaiting.Wait(operation, request, ticks, site) != WaitHandle.WaitTimeout;
    }

    /// <summary>Whether waiting for the handle can be left to the scheduler.</summary>
    internal static bool IsControlled(WaitHandle handle) => handle switch
    {
        Mutex mutex => !ControlledMutex.IsShared(mutex),
        EventWaitHandle or Semaphore => true,
        _ => false,
    };

    private static bool SignalAndTry(Operation operation, WaitHandle toSignal, WaitHandle toWaitOn, long site)
    {
        var scheduler = operation.Scheduler;
        var signalled = toSignal is EventWaitHandle handle ? HandleWaiting.Changes(scheduler, handle, site) : HandleWaiting.Resource(scheduler, toSignal, site);
        var taken = false;
        try
        {
            taken = WaitHandle.SignalAndWait(toSignal, toWaitOn, 0, false);
        }
        catch (ApplicationException) when (scheduler.IsUnwinding)
        {
            // Not held: its acquisition was cut off.
        }

        if (toSignal is Mutex)
        {
            ExclusiveLock.Released(operation, toSignal, ResourceKind.Mutex, site);
        }
        else
        {
            if (toSignal is Semaphore)
            {
                Permits.Gave(operation, signalled, 1, site);
            }
            else
            {
                scheduler.Record(EventKind.Signalled, operation.Id, signalled.Id, 0, site);
            }

            HandleWaiting.Signalled(scheduler, toSignal);
        }

        return taken;
    }

    private static bool WaitOne(WaitHandle self, long ticks, long site, Func<WaitHandle, int, bool> original)
    {
        if (Control.Current is not { } operation || self is null)
        {
            return original(self!, Milliseconds(ticks));
        }

        operation.Scheduler.Point(operation, site);
        return IsControlled(self)
            ? HandleWaiting.Wait(operation, new WaitRequest([self], false), ticks, site) != WaitHandle.WaitTimeout
            : original(self, Milliseconds(ticks));
    }

    private static bool Original(WaitHandle handle, int milliseconds) => handle.WaitOne(milliseconds);

    private static int Milliseconds(long ticks) => ticks < 0 ? -1 : (int)(ticks / TimeSpan.TicksPerMillisecond);

    private static bool TryWait(WaitHandle[] handles, bool all, bool validTimeout, long ticks, long site, out int index)
    {
        index = WaitHandle.WaitTimeout;
        if (Control.Current is not { } operation || !validTimeout || handles is null || handles.Length == 0 || !Array.TrueForAll(handles, IsControlled))
        {
            return false;
        }

        operation.Scheduler.Point(operation, site);
        index = HandleWaiting.Wait(operation, new WaitRequest([.. handles], all), ticks, site);
        return true;
    }
}
