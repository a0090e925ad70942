using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Controlled.Pool;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Thread"/>. A controlled thread is the real thread, which waits for its turns.</summary>
public static class ControlledThread
{
    private static readonly ConditionalWeakTable<Thread, ThreadBody> Bodies = [];

    public static Thread New(ThreadStart start, long site) => New(start, 0, site);

    public static Thread New(ThreadStart start, int maxStackSize, long site)
    {
        if ((Control.Current is null && Control.Observed is null) || start is null)
        {
            return new Thread(start!, maxStackSize);
        }

        var body = new ThreadBody(_ => start(), takesParameter: false);
        return Remember(new Thread(new ThreadStart(() => body.Run(null)), maxStackSize), body);
    }

    public static Thread New(ParameterizedThreadStart start, long site) => New(start, 0, site);

    public static Thread New(ParameterizedThreadStart start, int maxStackSize, long site)
    {
        if ((Control.Current is null && Control.Observed is null) || start is null)
        {
            return new Thread(start!, maxStackSize);
        }

        var body = new ThreadBody(start.Invoke, takesParameter: true);
        return Remember(new Thread(body.Run, maxStackSize), body);
    }

    public static void set_CurrentCulture(Thread self, CultureInfo value, long site)
    {
        self.CurrentCulture = value;
        if (Bodies.TryGetValue(self, out var body))
        {
            body.Culture = value;
        }
    }

    public static void set_CurrentUICulture(Thread self, CultureInfo value, long site)
    {
        self.CurrentUICulture = value;
        if (Bodies.TryGetValue(self, out var body))
        {
            body.UICulture = value;
        }
    }

    public static void Start(Thread self, long site)
    {
        if (!TryStart(self, null, site, hasParameter: false, flows: true))
        {
            self.Start();
        }
    }

    public static void Start(Thread self, object? parameter, long site)
    {
        if (!TryStart(self, parameter, site, hasParameter: true, flows: true))
        {
            self.Start(parameter);
        }
    }

    public static void UnsafeStart(Thread self, long site)
    {
        if (!TryStart(self, null, site, hasParameter: false, flows: false))
        {
            self.UnsafeStart();
        }
    }

    public static void UnsafeStart(Thread self, object? parameter, long site)
    {
        if (!TryStart(self, parameter, site, hasParameter: true, flows: false))
        {
            self.UnsafeStart(parameter);
        }
    }

    public static void Join(Thread self, long site)
    {
        if (!TryJoin(self, -1, site, out _))
        {
            ReallyJoin(self, -1, site);
        }
    }

    public static bool Join(Thread self, int millisecondsTimeout, long site) =>
        Timeouts.TryTicks(millisecondsTimeout, out var ticks) && TryJoin(self, ticks, site, out var joined) ? joined : ReallyJoin(self, millisecondsTimeout, site);

    public static bool Join(Thread self, TimeSpan timeout, long site) =>
        !Timeouts.TryTicks(timeout, out var ticks) ? self.Join(timeout) : TryJoin(self, ticks, site, out var joined) ? joined : ReallyJoin(self, Timeouts.Milliseconds(ticks), site);

    public static bool get_IsAlive(Thread self, long site)
    {
        if (!IsControlled(self, out var operation, out var thread))
        {
            return self.IsAlive;
        }

        operation.Scheduler.Point(operation, site);
        return !thread.HasEnded;
    }

    public static ThreadState get_ThreadState(Thread self, long site)
    {
        if (!IsControlled(self, out var operation, out var thread))
        {
            return self!.ThreadState;
        }

        // The real thread is asleep whenever it is not its turn.
        operation.Scheduler.Point(operation, site);
        var background = thread.HasEnded ? 0 : self.ThreadState & ThreadState.Background;
        return background | (thread.HasEnded ? ThreadState.Stopped : thread.IsBlocked || thread.IsDetached ? ThreadState.WaitSleepJoin : ThreadState.Running);
    }

    public static void Interrupt(Thread self, long site)
    {
        if (!IsControlled(self, out var asking, out var thread) && (asking is null || self is null || !Worker.IsWorker(self)))
        {
            self!.Interrupt();
            return;
        }

        asking!.Scheduler.Point(asking, site);

        // What a thread of the pool ran when it was asked for may have ended: who comes next there has nothing to do with that.
        thread ??= asking.Scheduler.RunningOn(self!);
        if (thread is { IsDetached: true })
        {
            self!.Interrupt();
        }
        else if (thread is { HasEnded: false })
        {
            Scheduler.Interrupt(thread);
        }
    }

    public static void Sleep(int millisecondsTimeout, long site)
    {
        if (Control.Current is { } operation && Timeouts.TryTicks(millisecondsTimeout, out var ticks))
        {
            Sleep(operation, ticks, site);
        }
        else
        {
            using var wait = Observation.Wait(BlockReason.Delay, site);
            Thread.Sleep(millisecondsTimeout);
        }
    }

    public static void Sleep(TimeSpan timeout, long site)
    {
        if (Control.Current is { } operation && Timeouts.TryTicks(timeout, out var ticks))
        {
            Sleep(operation, ticks, site);
        }
        else
        {
            using var wait = Observation.Wait(BlockReason.Delay, site);
            Thread.Sleep(timeout);
        }
    }

    public static bool Yield(long site)
    {
        if (Control.Current is not { } operation)
        {
            return Thread.Yield();
        }

        operation.Scheduler.Yield(operation, site);
        return true;
    }

    public static void SpinWait(int iterations, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Yield(operation, site);
        }
        else
        {
            Thread.SpinWait(iterations);
        }
    }

    internal static void Sleep(Operation operation, long ticks, long site)
    {
        if (ticks == 0)
        {
            operation.Scheduler.Yield(operation, site);
            Scheduler.ThrowIfInterrupted(operation);
        }
        else
        {
            operation.Scheduler.Point(operation, site);
            operation.Scheduler.Block(operation, new Waiter(operation), new Wait(BlockReason.Delay, null, site, ticks));
        }
    }

    private static Thread Remember(Thread thread, ThreadBody body)
    {
        Bodies.Add(thread, body);
        return thread;
    }

    private static bool TryStart(Thread self, object? parameter, long site, bool hasParameter, bool flows)
    {
        if (Control.Current is not { } operation || self is null || !Bodies.TryGetValue(self, out var body) || body.Operation is not null || (hasParameter && !body.TakesParameter))
        {
            if (Control.Observed is { } observed && self is not null && Bodies.TryGetValue(self, out var observedBody))
            {
                observedBody.Observed ??= Observation.Create(observed, OperationKind.Thread, self.Name ?? "", site);
            }

            return false;
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        if (scheduler.IsUnwinding)
        {
            return true;
        }

        // It enters and leaves the context when it has the turn: handlers of what is asynchronously local run then.
        var context = flows ? ExecutionContext.Capture() : null;
        var started = scheduler.Create(OperationKind.Thread, self.Name ?? "", site);
        started.Work = () => PoolWork.In(context, () => body.Start(parameter));
        body.Operation = started;
        started.Worker = Worker.ForThread(self);
        scheduler.Undisturbed(operation, site, self.UnsafeStart);
        scheduler.Enable(started);
        return true;
    }

    private static bool ReallyJoin(Thread self, int milliseconds, long site)
    {
        if (Control.Observed is not { } observed || self is null || milliseconds < -1)
        {
            return self!.Join(milliseconds);
        }

        Bodies.TryGetValue(self, out var body);
        return Observation.Join(observed, self, body?.Observed, milliseconds, site);
    }

    private static bool TryJoin(Thread self, long ticks, long site, out bool joined)
    {
        joined = false;
        if (!IsControlled(self, out var operation, out var thread))
        {
            return false;
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        if (!thread.HasEnded && ticks != 0)
        {
            var resource = scheduler.Resources.Get(thread, ResourceKind.Thread, site);
            var waiter = new Waiter(operation, resource.Waiters);
            resource.Waiters.Add(waiter);
            scheduler.Block(operation, waiter, new Wait(BlockReason.Join, thread, site, ticks));
        }

        joined = thread.HasEnded;
        scheduler.Join(operation, thread, site);
        return true;
    }

    private static bool IsControlled(Thread self, [NotNullWhen(true)] out Operation? asking, [NotNullWhen(true)] out Operation? thread)
    {
        asking = Control.Current;
        thread = asking is not null && self is not null && Bodies.TryGetValue(self, out var body) ? body.Operation : null;
        return asking is not null && thread is not null;
    }

    /// <summary>What a thread made under control runs: its operation once it was started under control, else just the user's delegate.</summary>
    private sealed class ThreadBody(Action<object?> start, bool takesParameter)
    {
        public bool TakesParameter => takesParameter;

        public Operation? Operation { get; set; }

        public ObservedOperation? Observed { get; set; }

        /// <summary>What the thread was given before it started; null when nothing: then it has its starter's.</summary>
        public CultureInfo? Culture { get; set; }

        /// <inheritdoc cref="Culture"/>
        public CultureInfo? UICulture { get; set; }

        public void Start(object? parameter)
        {
            CultureInfo.CurrentCulture = Culture ?? CultureInfo.CurrentCulture;
            CultureInfo.CurrentUICulture = UICulture ?? CultureInfo.CurrentUICulture;
            try
            {
                start(parameter);
            }
            finally
            {
                HandleWaiting.AbandonMutexes(Operation!);
            }
        }

        public void Run(object? parameter)
        {
            if (Operation is not { } operation)
            {
                if (Observed is { } observed)
                {
                    Observation.Run(observed, () => start(parameter));
                }
                else
                {
                    start(parameter);
                }

                return;
            }

            try
            {
                operation.Scheduler.WorkDedicated(operation.Worker!, operation);
            }
            catch (OperationAbortedException)
            {
                // The run ended while this thread was stuck outside control.
            }
        }
    }
}
