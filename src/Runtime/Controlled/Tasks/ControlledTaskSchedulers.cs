using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="TaskScheduler"/>'s static members: the run's own scheduler passes for the default one.</summary>
public static class ControlledTaskSchedulers
{
    public static TaskScheduler get_Current(long site) => TaskScheduler.Current is ControlledTaskScheduler ? TaskScheduler.Default : TaskScheduler.Current;

    public static TaskScheduler FromCurrentSynchronizationContext(long site) =>
        Control.Current is { } operation && SynchronizationContext.Current?.GetType() == typeof(SynchronizationContext)
            ? operation.Scheduler.TaskScheduler
            : TaskScheduler.FromCurrentSynchronizationContext();
}
