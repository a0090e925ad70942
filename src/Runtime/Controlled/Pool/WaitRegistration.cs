using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Pool;

/// <summary>
/// A handle that the thread pool waits for: an operation waits, as a thread of the runtime's does, and starts a callback for each signal. A callback that was
/// started runs, whether the registration is taken back meanwhile or not.
/// </summary>
internal sealed class WaitRegistration
{
    private static readonly ConditionalWeakTable<RegisteredWaitHandle, WaitRegistration> All = [];

    private readonly WaitHandle handle;
    private readonly Action<bool> callback;
    private readonly long ticks;
    private readonly bool once;
    private readonly long site;
    private readonly Operation waiting;
    private readonly Resource resource;
    private int callbacks;
    private bool isOver;
    private bool hasLeft;
    private bool isUnregistered;
    private EventWaitHandle? whenDone;

    private WaitRegistration(Operation creator, RegisteredWaitHandle identity, WaitHandle handle, Action<bool> callback, long ticks, bool once, long site)
    {
        var scheduler = creator.Scheduler;
        (this.handle, this.callback, this.ticks, this.once, this.site) = (handle, callback, ticks, once, site);
        resource = scheduler.Resources.Get(identity, ResourceKind.Other, site);
        waiting = scheduler.Create(OperationKind.WorkItem, "registered wait", site);
        waiting.Work = Wait;
        scheduler.Enable(waiting);
    }

    /// <summary>Registers a wait; null when nothing is under control, or the real call is to refuse the arguments.</summary>
    /// <param name="handle">What is waited for.</param>
    /// <param name="callBack">What runs for each signal.</param>
    /// <param name="state">Its argument.</param>
    /// <param name="ticks">How long to wait for one, in virtual time; below zero without end.</param>
    /// <param name="once">Whether the first ends the wait.</param>
    /// <param name="flows">Whether the callback runs in the caller's execution context.</param>
    /// <param name="site">Where.</param>
    public static RegisteredWaitHandle? Register(WaitHandle handle, WaitOrTimerCallback callBack, object? state, long ticks, bool once, bool flows, long site)
    {
        if (Control.Current is not { } operation || handle is null || callBack is null || !ControlledWaitHandle.IsControlled(handle))
        {
            return null;
        }

        operation.Scheduler.Point(operation, site);
        var context = flows ? ExecutionContext.Capture() : null;

        // It has no public constructor, and serves as an identity only: what is woven calls the model.
        var identity = (RegisteredWaitHandle)RuntimeHelpers.GetUninitializedObject(typeof(RegisteredWaitHandle));
        All.Add(identity, new WaitRegistration(operation, identity, handle, Run, ticks, once, site));
        return identity;

        void Run(bool timedOut) => PoolWork.In(context, () => callBack(state, timedOut));
    }

    /// <summary>The registration that the handle stands for; null when it is the runtime's own.</summary>
    public static WaitRegistration? Of(RegisteredWaitHandle identity) => All.TryGetValue(identity, out var registration) ? registration : null;

    /// <summary>Whether the operation is of the run that the registration was made in, with which it ends.</summary>
    public bool IsOfRunOf(Operation operation) => operation.Scheduler == waiting.Scheduler;

    /// <summary>Takes the registration back.</summary>
    /// <param name="operation">Who does.</param>
    /// <param name="toSignal">Signalled when no callback runs any more; one that is invalid asks to wait for that here; null for neither.</param>
    /// <param name="waitSite">Where.</param>
    /// <returns>False when it was taken back before.</returns>
    public bool Unregister(Operation operation, WaitHandle? toSignal, long waitSite)
    {
        if (isUnregistered)
        {
            return false;
        }

        isUnregistered = true;
        if (!hasLeft)
        {
            // As the real one, this ends the wait before it returns: a signal that was taken still has its callback.
            isOver = true;
            Scheduler.Interrupt(waiting);
            BlockUntil(() => hasLeft, operation, waitSite);
        }

        if (toSignal?.SafeWaitHandle.IsInvalid == true)
        {
            BlockUntil(() => callbacks == 0, operation, waitSite);
        }
        else if (toSignal is EventWaitHandle signal)
        {
            whenDone = signal;
            SignalWhenDone(operation.Scheduler);
        }

        return true;
    }

    private void Wait()
    {
        bool? first = null;
        while (!isOver && TryWait(out var timedOut))
        {
            callbacks++;
            if (once)
            {
                isOver = true;
                first = timedOut;
            }
            else
            {
                PoolWork.Queue(waiting.Scheduler, () => RunCallback(timedOut), site, flows: false);
            }
        }

        hasLeft = true;
        waiting.IsInterrupted = false;
        Scheduler.WakeAll(resource);
        if (first is { } onlyTimedOut)
        {
            RunCallback(onlyTimedOut);
        }
    }

    private bool TryWait(out bool timedOut)
    {
        try
        {
            timedOut = HandleWaiting.Wait(waiting, new WaitRequest([handle], false), ticks, site) == WaitHandle.WaitTimeout;
            return true;
        }
        catch (ThreadInterruptedException) when (isOver)
        {
            timedOut = false;
            return false;
        }
    }

    private void RunCallback(bool timedOut)
    {
        callback(timedOut);
        if (--callbacks == 0)
        {
            Scheduler.WakeAll(resource);
            SignalWhenDone(waiting.Scheduler);
        }
    }

    private void SignalWhenDone(Scheduler scheduler)
    {
        if (callbacks == 0 && whenDone is { } signal)
        {
            whenDone = null;
            signal.Set();
            HandleWaiting.Signalled(scheduler, signal);
        }
    }

    private void BlockUntil(Func<bool> condition, Operation operation, long waitSite)
    {
        while (!condition())
        {
            var waiter = new Waiter(operation, resource.Waiters);
            resource.Waiters.Add(waiter);
            operation.Scheduler.Block(operation, waiter, new Wait(BlockReason.Event, resource, waitSite));
        }
    }
}
