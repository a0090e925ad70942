using ConcurrencyTrace.Runtime.Controlled.Time;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Task"/> that start a task made before, wait for time, or wait synchronously.</summary>
public static class ControlledTask
{
    public static void Start(Task self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            operation.Scheduler.Point(operation, site);
            self.Start(operation.Scheduler.TaskSchedulerFor(self.CreationOptions));
        }
        else
        {
            self!.Start();
        }
    }

    public static void Start(Task self, TaskScheduler scheduler, long site)
    {
        if (ReferenceEquals(scheduler, TaskScheduler.Default))
        {
            Start(self, site);
        }
        else
        {
            self.Start(scheduler);
        }
    }

    public static Task Delay(int millisecondsDelay, long site) => Delay(millisecondsDelay, default(CancellationToken), site);

    public static Task Delay(int millisecondsDelay, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && Timeouts.TryTicks(millisecondsDelay, out var ticks)
            ? Delay(operation, ticks, cancellationToken, site)
            : Observation.Delay(Task.Delay(millisecondsDelay, cancellationToken));

    public static Task Delay(TimeSpan delay, long site) => Delay(delay, default(CancellationToken), site);

    public static Task Delay(TimeSpan delay, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && Timeouts.TryTicks(delay, out var ticks, uint.MaxValue - 1)
            ? Delay(operation, ticks, cancellationToken, site)
            : Observation.Delay(Task.Delay(delay, cancellationToken));

    public static Task Delay(TimeSpan delay, TimeProvider timeProvider, long site) => Delay(delay, timeProvider, default, site);

    public static Task Delay(TimeSpan delay, TimeProvider timeProvider, CancellationToken cancellationToken, long site) =>
        ProvidedTime.HasSystemTimers(timeProvider)
            ? Delay(delay, cancellationToken, site)
            : ProvidedTime.Delay(delay, timeProvider, cancellationToken, site);

    public static void Wait(Task self, long site)
    {
        TaskWaiting.Await(self, -1, default, site);
        self.Wait();
    }

    public static void Wait(Task self, CancellationToken cancellationToken, long site)
    {
        TaskWaiting.Await(self, -1, cancellationToken, site);
        self.Wait(cancellationToken);
    }

    public static bool Wait(Task self, int millisecondsTimeout, long site) => Wait(self, millisecondsTimeout, default, site);

    public static bool Wait(Task self, TimeSpan timeout, long site) => Wait(self, timeout, default, site);

    public static bool Wait(Task self, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Timeouts.TryTicks(millisecondsTimeout, out var ticks) && !TaskWaiting.Await(self, ticks, cancellationToken, site)
            ? GiveUp(self, ticks, cancellationToken)
            : self.Wait(millisecondsTimeout, cancellationToken);

    public static bool Wait(Task self, TimeSpan timeout, CancellationToken cancellationToken, long site) =>
        Timeouts.TryTicks(timeout, out var ticks) && !TaskWaiting.Await(self, ticks, cancellationToken, site)
            ? GiveUp(self, ticks, cancellationToken)
            : self.Wait(timeout, cancellationToken);

    // Without a time to wait, the original does not look at the token.
    private static bool GiveUp(Task self, long ticks, CancellationToken token)
    {
        if (ticks != 0)
        {
            token.ThrowIfCancellationRequested();
        }

        return self.Wait(0, token);
    }

    public static TResult get_Result<TResult>(Task<TResult> self, long site)
    {
        TaskWaiting.Await(self, -1, default, site);
        return self.Result;
    }

    public static bool get_IsCompleted(Task self, long site) => Looked(self, site).IsCompleted;

    public static bool get_IsCompletedSuccessfully(Task self, long site) => Looked(self, site).IsCompletedSuccessfully;

    public static bool get_IsFaulted(Task self, long site) => Looked(self, site).IsFaulted;

    public static bool get_IsCanceled(Task self, long site) => Looked(self, site).IsCanceled;

    public static TaskCreationOptions get_CreationOptions(Task self, long site)
    {
        var options = self.CreationOptions;
        if (Control.Current is { } operation && operation.Scheduler.Tasks.ContinuesAsynchronously(self))
        {
            options |= TaskCreationOptions.RunContinuationsAsynchronously;
        }

        return TaskInspection.SchedulerOf(self) is ControlledTaskScheduler { IsHiddenByProgram: false } ? options & ~TaskCreationOptions.HideScheduler : options;
    }

    public static AggregateException? get_Exception(Task self, long site) => (self.IsCompleted ? self : Looked(self, site)).Exception;

    public static TaskStatus get_Status(Task self, long site) => Looked(self, site).Status;

    private static Task Looked(Task task, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }

        return task;
    }

    private static Task Delay(Operation operation, long ticks, CancellationToken token, long site)
    {
        operation.Scheduler.Visit(operation, site);
        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled(token);
        }

        if (ticks == 0)
        {
            return Task.CompletedTask;
        }

        var wait = new AsyncWait<bool>(operation, BlockReason.Delay, null, site);
        wait.Sleep(ticks, true);
        wait.EndWhenCancelled(token);
        return wait.Task;
    }
}
