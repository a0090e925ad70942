using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Task"/> that start work.</summary>
public static class ControlledTaskRun
{
    // HideScheduler: with ours in force the BCL's own continuations would not run inline, and would leave for the thread pool.
    internal const TaskCreationOptions RunOptions = TaskCreationOptions.DenyChildAttach | TaskCreationOptions.HideScheduler;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task Run(Action action, long site) => Control.IsActive ? RunInSession(action, default, site) : Task.Run(action);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task Run(Action action, CancellationToken cancellationToken, long site) =>
        Control.IsActive ? RunInSession(action, cancellationToken, site) : Task.Run(action, cancellationToken);

    private static Task RunInSession(Action action, CancellationToken cancellationToken, long site)
    {
        if (Control.Current is not { } operation || action is null)
        {
            return Observation.Queued(Task.Run(Observation.Starting(action!, site, out var queued), cancellationToken), queued, cancellationToken);
        }

        operation.Scheduler.Point(operation, site);
        return Task.Factory.StartNew(action, cancellationToken, RunOptions, operation.Scheduler.TaskScheduler);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task<TResult> Run<TResult>(Func<TResult> function, long site) => Control.IsActive ? RunInSession(function, default, site) : Task.Run(function);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task<TResult> Run<TResult>(Func<TResult> function, CancellationToken cancellationToken, long site) =>
        Control.IsActive ? RunInSession(function, cancellationToken, site) : Task.Run(function, cancellationToken);

    private static Task<TResult> RunInSession<TResult>(Func<TResult> function, CancellationToken cancellationToken, long site)
    {
        if (Control.Current is not { } operation || function is null)
        {
            return Observation.Queued(Task.Run(Observation.Starting(function!, site, out var queued), cancellationToken), queued, cancellationToken);
        }

        operation.Scheduler.Point(operation, site);
        return Task.Factory.StartNew(function, cancellationToken, RunOptions, operation.Scheduler.TaskScheduler);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task Run(Func<Task?> function, long site) => Control.IsActive ? RunInSession(function, default, site) : Task.Run(function);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task Run(Func<Task?> function, CancellationToken cancellationToken, long site) =>
        Control.IsActive ? RunInSession(function, cancellationToken, site) : Task.Run(function, cancellationToken);

    private static Task RunInSession(Func<Task?> function, CancellationToken cancellationToken, long site)
    {
        if (Control.Current is not { } operation || function is null)
        {
            return Observation.Queued(Task.Run(Observation.Starting(function!, site, out var queued), cancellationToken), queued, cancellationToken);
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var started = Task.Factory.StartNew(() => Returned(function), cancellationToken, RunOptions, scheduler.TaskScheduler);
        return scheduler.Promise(started, TaskExtensions.Unwrap(started!));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task<TResult> Run<TResult>(Func<Task<TResult>?> function, long site) => Control.IsActive ? RunInSession(function, default, site) : Task.Run(function);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task<TResult> Run<TResult>(Func<Task<TResult>?> function, CancellationToken cancellationToken, long site) =>
        Control.IsActive ? RunInSession(function, cancellationToken, site) : Task.Run(function, cancellationToken);

    private static Task<TResult> RunInSession<TResult>(Func<Task<TResult>?> function, CancellationToken cancellationToken, long site)
    {
        if (Control.Current is not { } operation || function is null)
        {
            return Observation.Queued(Task.Run(Observation.Starting(function!, site, out var queued), cancellationToken), queued, cancellationToken);
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var started = Task.Factory.StartNew(() => Returned(function), cancellationToken, RunOptions, scheduler.TaskScheduler);
        return scheduler.Promise(started, TaskExtensions.Unwrap(started!));
    }

    private static Task? Returned(Func<Task?> function)
    {
        try
        {
            return Returns(function());
        }
        catch (OperationCanceledException cancelled) when (cancelled is not OperationAbortedException)
        {
            return Cancelled<bool>(cancelled);
        }
    }

    private static Task<TResult>? Returned<TResult>(Func<Task<TResult>?> function)
    {
        try
        {
            return Returns(function());
        }
        catch (OperationCanceledException cancelled) when (cancelled is not OperationAbortedException)
        {
            return Cancelled<TResult>(cancelled);
        }
    }

    // The operation that runs an async method goes on with it when it suspends.
    private static T Returns<T>(T task)
        where T : class?
    {
        Control.Current?.Returned = task;
        return task;
    }

    // As the original, which takes a delegate that throws this for one that returns a cancelled task; whoever awaits that gets what was thrown.
    private static async Task<TResult> Cancelled<TResult>(OperationCanceledException cancelled)
    {
        ExceptionDispatchInfo.Throw(cancelled);
        return default!;
    }
}
