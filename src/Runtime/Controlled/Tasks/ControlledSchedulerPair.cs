using ConcurrencyTrace.Runtime.Controlled.Parallelism;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="ConcurrentExclusiveSchedulerPair"/>: one over the thread pool is over the run's own scheduler instead, so that the tasks which work off
/// its queues are operations. Where the user names no level of concurrency, it does not depend on the machine.
/// </summary>
public static class ControlledSchedulerPair
{
    private const int Unlimited = -1;

    public static ConcurrentExclusiveSchedulerPair New(long site) => New(TaskScheduler.Default, site);

    public static ConcurrentExclusiveSchedulerPair New(TaskScheduler taskScheduler, long site) =>
        IsPool(taskScheduler)
            ? New(taskScheduler, ParallelLoop.DefaultDegree, Unlimited, site)
            : new ConcurrentExclusiveSchedulerPair(taskScheduler);

    public static ConcurrentExclusiveSchedulerPair New(TaskScheduler taskScheduler, int maxConcurrencyLevel, long site) =>
        New(taskScheduler, maxConcurrencyLevel, Unlimited, site);

    public static ConcurrentExclusiveSchedulerPair New(TaskScheduler taskScheduler, int maxConcurrencyLevel, int maxItemsPerTask, long site)
    {
        if (IsPool(taskScheduler))
        {
            var operation = Control.Current!;
            operation.Scheduler.Visit(operation, site);
            taskScheduler = operation.Scheduler.TaskScheduler;
        }

        return new ConcurrentExclusiveSchedulerPair(taskScheduler, maxConcurrencyLevel, maxItemsPerTask);
    }

    private static bool IsPool(TaskScheduler scheduler) => Control.Current is not null && ControlledTaskScheduler.StandsFor(scheduler);
}
