using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="TaskScheduler"/>: the run's own scheduler passes for the default one, and who runs a task for a scheduler of the program's is known.
/// </summary>
public static class ControlledTaskSchedulers
{
    public static TaskScheduler get_Current(long site) => TaskScheduler.Current is ControlledTaskScheduler ? TaskScheduler.Default : TaskScheduler.Current;

    public static TaskScheduler FromCurrentSynchronizationContext(long site) =>
        Control.Current is { } operation && SynchronizationContext.Current?.GetType() == typeof(SynchronizationContext)
            ? operation.Scheduler.TaskScheduler
            : TaskScheduler.FromCurrentSynchronizationContext();

    public static bool TryExecuteTask(TaskScheduler self, Task task, long site) => Control.Current is { } operation && task is not null
        ? operation.Scheduler.Tasks.RunWithin(operation, task, started => Execute(self, started))
        : Execute(self, task);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(TryExecuteTask))]
    private static extern bool Execute(TaskScheduler self, Task? task);
}
