using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>A program's synchronous member that an asynchronous one inherited from the platform leaves to the thread pool: an operation under control.</summary>
internal static class InheritedWork
{
    public static Task<T> Start<T>(Operation caller, Func<T> work, CancellationToken token = default) =>
        Task.Factory.StartNew(work, token, ControlledTaskRun.RunOptions, caller.Scheduler.TaskScheduler);

    public static Task Start(Operation caller, Action work, CancellationToken token = default) =>
        Task.Factory.StartNew(work, token, ControlledTaskRun.RunOptions, caller.Scheduler.TaskScheduler);
}
