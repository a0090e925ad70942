using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="Task.RunSynchronously()"/>. The runtime waits for the task, on its own, where its scheduler does not run it inline or where it has
/// children; here the scheduler does.
/// </summary>
public static class ControlledRunSynchronously
{
    public static void RunSynchronously(Task self, long site) => RunSynchronously(self, TaskScheduler.Current, site);

    public static void RunSynchronously(Task self, TaskScheduler scheduler, long site)
    {
        if (Control.Current is not { } operation || self is null || scheduler is null)
        {
            self!.RunSynchronously(scheduler!);
            return;
        }

        operation.Scheduler.Point(operation, site);
        var here = scheduler is ControlledTaskScheduler ? operation.Scheduler.TaskSchedulerFor(self.CreationOptions) : scheduler;
        Run(self, here, waitForCompletion: false);
        TaskWaiting.Await(self, -1, default, site);
    }

    /// <summary>Runs it on this thread where the scheduler does, else leaves it to the scheduler.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "InternalRunSynchronously")]
    internal static extern void Run(Task task, TaskScheduler scheduler, bool waitForCompletion);
}
