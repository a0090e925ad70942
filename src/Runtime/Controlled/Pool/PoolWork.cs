using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Pool;

/// <summary>Work items of the thread pool: each is an operation; an exception that leaves it fails the schedule, as it would end the process.</summary>
internal static class PoolWork
{
    /// <summary>Queues a work item.</summary>
    /// <param name="work">What it does.</param>
    /// <param name="site">Where it was queued.</param>
    /// <param name="flows">Whether it runs in the caller's execution context.</param>
    /// <returns>False when nothing is under control.</returns>
    public static bool TryQueue(Action work, long site, bool flows)
    {
        if (Control.Current is not { } operation)
        {
            return false;
        }

        operation.Scheduler.Point(operation, site);
        Queue(operation.Scheduler, work, site, flows);
        return true;
    }

    /// <summary>Queues a work item as part of the present step.</summary>
    public static void Queue(Scheduler scheduler, Action work, long site, bool flows)
    {
        var context = flows ? ExecutionContext.Capture() : null;
        var item = scheduler.Create(OperationKind.WorkItem, "", site);
        item.Work = () => In(context, work);
        scheduler.Enable(item);
    }

    /// <summary>Runs something in an execution context; null for the present one.</summary>
    public static void In(ExecutionContext? context, Action work)
    {
        if (context is null)
        {
            work();
        }
        else
        {
            ExecutionContext.Run(context, static w => ((Action)w!)(), work);
        }
    }
}
