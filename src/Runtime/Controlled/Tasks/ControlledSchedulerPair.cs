using ConcurrencyTrace.Runtime.Controlled.Parallelism;
using ConcurrencyTrace.Runtime.Controlled.Tasks;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="ConcurrentExclusiveSchedulerPair"/>: one over the thread pool is over the run's own scheduler instead, so that the tasks which work off
/// its queues are operations, and its completion is one of theirs. Where the user names no level of concurrency, it does not depend on the machine.
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
            var pair = new ConcurrentExclusiveSchedulerPair(operation.Scheduler.TaskScheduler, maxConcurrencyLevel, maxItemsPerTask);
            operation.Scheduler.Resources.Get(pair, ResourceKind.Other, site).State = new PairCompletion(pair, operation.Scheduler);
            return pair;
        }

        return new ConcurrentExclusiveSchedulerPair(taskScheduler, maxConcurrencyLevel, maxItemsPerTask);
    }

    public static void Complete(ConcurrentExclusiveSchedulerPair self, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }

        self.Complete();
        CompletionOf(self)?.Look();
    }

    public static Task get_Completion(ConcurrentExclusiveSchedulerPair self, long site)
    {
        if (CompletionOf(self) is not { } completion)
        {
            return self.Completion;
        }

        Control.Current!.Scheduler.Visit(Control.Current, site);
        return completion.Task;
    }

    private static PairCompletion? CompletionOf(ConcurrentExclusiveSchedulerPair pair) => Control.Current?.Scheduler.Resources.Find(pair)?.State as PairCompletion;

    private static bool IsPool(TaskScheduler scheduler) => Control.Current is not null && ControlledTaskScheduler.StandsFor(scheduler);
}
