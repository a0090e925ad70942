using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ThreadPool"/>: each work item is an operation; an exception that leaves it fails the schedule, as it would end the process.</summary>
public static class ControlledThreadPool
{
    public static bool QueueUserWorkItem(WaitCallback callBack, long site) =>
        callBack is null || !TryQueue(() => callBack(null), site, flows: true) ? ThreadPool.QueueUserWorkItem(callBack!) : true;

    public static bool QueueUserWorkItem(WaitCallback callBack, object? state, long site) =>
        callBack is null || !TryQueue(() => callBack(state), site, flows: true) ? ThreadPool.QueueUserWorkItem(callBack!, state) : true;

    public static bool QueueUserWorkItem<TState>(Action<TState> callBack, TState state, bool preferLocal, long site) =>
        callBack is null || !TryQueue(() => callBack(state), site, flows: true) ? ThreadPool.QueueUserWorkItem(callBack!, state, preferLocal) : true;

    public static bool UnsafeQueueUserWorkItem(WaitCallback callBack, object? state, long site) =>
        callBack is null || !TryQueue(() => callBack(state), site, flows: false) ? ThreadPool.UnsafeQueueUserWorkItem(callBack!, state) : true;

    public static bool UnsafeQueueUserWorkItem<TState>(Action<TState> callBack, TState state, bool preferLocal, long site) =>
        callBack is null || !TryQueue(() => callBack(state), site, flows: false) ? ThreadPool.UnsafeQueueUserWorkItem(callBack!, state, preferLocal) : true;

    public static bool UnsafeQueueUserWorkItem(IThreadPoolWorkItem callBack, bool preferLocal, long site) =>
        callBack is null || !TryQueue(callBack.Execute, site, flows: false) ? ThreadPool.UnsafeQueueUserWorkItem(callBack!, preferLocal) : true;

    private static bool TryQueue(Action work, long site, bool flows)
    {
        if (Control.Current is not { } operation)
        {
            return false;
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var context = flows ? ExecutionContext.Capture() : null;
        var item = scheduler.Create(OperationKind.WorkItem, "", site);
        item.Work = context is null ? work : () => ExecutionContext.Run(context, static w => ((Action)w!)(), work);
        scheduler.Enable(item);
        return true;
    }
}
