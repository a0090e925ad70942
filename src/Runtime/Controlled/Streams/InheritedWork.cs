using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>What an asynchronous member inherited from the platform leaves to the thread pool, a program's synchronous member: an operation under control.</summary>
/// <param name="member">The asynchronous member.</param>
internal sealed class InheritedWork(string member)
{
    /// <summary>What the operation is called: no code of the program's may have called the member.</summary>
    public string Member { get; } = member;

    /// <summary>Work that is not started yet.</summary>
    public Task<T> New<T>(Func<T> work) => new(_ => work(), this, ControlledTaskRun.RunOptions);

    public Task<T> Start<T>(Operation caller, Func<T> work, CancellationToken token = default) =>
        Task.Factory.StartNew(_ => work(), this, token, ControlledTaskRun.RunOptions, caller.Scheduler.TaskScheduler);

    public Task Start(Operation caller, Action work, CancellationToken token = default) =>
        Task.Factory.StartNew(_ => work(), this, token, ControlledTaskRun.RunOptions, caller.Scheduler.TaskScheduler);
}
