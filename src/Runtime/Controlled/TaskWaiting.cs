using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Synchronous waiting for tasks: blocks in the scheduler, so that the real call that follows returns, or throws, at once.</summary>
internal static class TaskWaiting
{
    /// <summary>Waits until <paramref name="task"/> is complete.</summary>
    /// <returns>False when it is not: time was up, the token was cancelled, or nothing is under control.</returns>
    public static bool Await(Task task, long ticks, CancellationToken token, long site)
    {
        if (Control.Current is not { } operation || task is null)
        {
            // Not under control: says "complete" so that the caller makes the original call with its own timeout.
            return Control.Observed is not { } by || task is null || task.IsCompleted || ReallyAwaitAll(by, [task], ticks, token, site);
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        if (ticks < 0 && !token.CanBeCanceled)
        {
            RunInline(task);
        }

        if (ticks == 0 || token.IsCancellationRequested ? !task.IsCompleted : !FindsComplete(operation, task, site) && !Block(operation, task, ticks, token, site))
        {
            return false;
        }

        scheduler.Join(operation, task, site);
        return true;
    }

    /// <summary>Waits until every task is complete, within one timeout; where one is missing, for none: the original call that follows says so.</summary>
    public static bool AwaitAll(Task[]? tasks, long ticks, CancellationToken token, long site)
    {
        if (tasks is null || Array.IndexOf(tasks, null) >= 0)
        {
            return true;
        }

        if (Control.Current is not { } operation)
        {
            return Control.Observed is not { } by || ReallyAwaitAll(by, tasks, ticks, token, site);
        }

        var deadline = operation.Scheduler.Clock.Now + ticks;
        foreach (var task in tasks)
        {
            if (!Await(task, ticks < 0 ? -1 : deadline - operation.Scheduler.Clock.Now, token, site))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Waits until one of the tasks is complete.</summary>
    public static bool AwaitAny(Task[] tasks, long ticks, CancellationToken token, long site)
    {
        if (Control.Current is not { } operation || tasks is null || tasks.Length == 0 || Array.IndexOf(tasks, null) >= 0)
        {
            return Control.Observed is not { } by || tasks is null || Array.IndexOf(tasks, null) >= 0 || ReallyAwaitAny(by, tasks, ticks, token, site);
        }

        var any = operation.Scheduler.Tasks.AddCombination(Task.WhenAny(tasks), tasks, any: true);
        return Await(any, ticks, token, site);
    }

    // A program's own scheduler may run on the thread that waits what is queued to it, and has to where there is no other thread.
    private static void RunInline(Task task)
    {
        if (!task.IsCompleted && TaskInspection.SchedulerOf(task) is { } own && !ControlledTaskScheduler.StandsFor(own))
        {
            TryRunInline(task);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "WrappedTryRunInline")]
    private static extern bool TryRunInline(Task task);

    // On the real scheduler: the real wait. What it throws, the original call that follows throws again.
    private static bool ReallyAwaitAll(ObservedOperation by, Task[] tasks, long ticks, CancellationToken token, long site) =>
        Array.TrueForAll(tasks, static task => task is { IsCompleted: true })
        || Array.IndexOf(tasks, null) >= 0
        || Observation.WaitFor(by, tasks, site, () =>
        {
            try
            {
                return Task.WaitAll(tasks, Timeouts.Milliseconds(ticks), token);
            }
            catch (Exception)
            {
                return Array.TrueForAll(tasks, static task => task.IsCompleted);
            }
        });

    private static bool ReallyAwaitAny(ObservedOperation by, Task[] tasks, long ticks, CancellationToken token, long site) =>
        tasks.Length == 0
        || Array.Exists(tasks, static task => task.IsCompleted)
        || Observation.WaitFor(by, tasks, site, () =>
        {
            try
            {
                return Task.WaitAny(tasks, Timeouts.Milliseconds(ticks), token) >= 0;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        });

    private static bool FindsComplete(Operation operation, Task task, long site)
    {
        var awaiter = task.GetAwaiter();
        return operation.Scheduler.FindsComplete(operation, ref awaiter, task.IsCompleted, site);
    }

    private static bool Block(Operation operation, Task task, long ticks, CancellationToken token, long site)
    {
        var scheduler = operation.Scheduler;
        var waiter = new Waiter(operation);
        scheduler.Subscribe(operation, task, null, site).SetWaiter(waiter);
        scheduler.BeginsToAwait(operation, scheduler.Tasks.Find(task));
        scheduler.Block(operation, waiter, new Wait(BlockReason.TaskWait, task, site, ticks, token));
        operation.MayAwaitOutside = false;
        return task.IsCompleted;
    }
}
