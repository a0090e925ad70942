using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <c>ContinueWith</c>: continuations meant for the thread pool become operations.</summary>
public static class ControlledContinuations
{
    public static Task ContinueWith(Task self, Action<Task> continuationAction, long site) =>
        ContinueWith(self, continuationAction, default, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task ContinueWith(Task self, Action<Task> continuationAction, CancellationToken cancellationToken, long site) =>
        ContinueWith(self, continuationAction, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task ContinueWith(Task self, Action<Task> continuationAction, TaskScheduler scheduler, long site) =>
        ContinueWith(self, continuationAction, default, TaskContinuationOptions.None, scheduler, site);

    public static Task ContinueWith(Task self, Action<Task> continuationAction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWith(self, continuationAction, default, continuationOptions, TaskScheduler.Current, site);

    public static Task ContinueWith(
        Task self, Action<Task> continuationAction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        Meant(self.ContinueWith(continuationAction, cancellationToken, Adapt(self, continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TResult> ContinueWith<TResult>(Task self, Func<Task, TResult> continuationFunction, long site) =>
        ContinueWith(self, continuationFunction, default, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task<TResult> ContinueWith<TResult>(Task self, Func<Task, TResult> continuationFunction, CancellationToken cancellationToken, long site) =>
        ContinueWith(self, continuationFunction, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task<TResult> ContinueWith<TResult>(Task self, Func<Task, TResult> continuationFunction, TaskScheduler scheduler, long site) =>
        ContinueWith(self, continuationFunction, default, TaskContinuationOptions.None, scheduler, site);

    public static Task<TResult> ContinueWith<TResult>(Task self, Func<Task, TResult> continuationFunction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWith(self, continuationFunction, default, continuationOptions, TaskScheduler.Current, site);

    public static Task<TResult> ContinueWith<TResult>(
        Task self, Func<Task, TResult> continuationFunction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        Meant(self.ContinueWith(continuationFunction, cancellationToken, Adapt(self, continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task ContinueWith(Task self, Action<Task, object?> continuationAction, object? state, long site) =>
        ContinueWith(self, continuationAction, state, default, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task ContinueWith(Task self, Action<Task, object?> continuationAction, object? state, CancellationToken cancellationToken, long site) =>
        ContinueWith(self, continuationAction, state, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task ContinueWith(Task self, Action<Task, object?> continuationAction, object? state, TaskScheduler scheduler, long site) =>
        ContinueWith(self, continuationAction, state, default, TaskContinuationOptions.None, scheduler, site);

    public static Task ContinueWith(Task self, Action<Task, object?> continuationAction, object? state, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWith(self, continuationAction, state, default, continuationOptions, TaskScheduler.Current, site);

    public static Task ContinueWith(
        Task self, Action<Task, object?> continuationAction, object? state, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        Meant(self.ContinueWith(continuationAction, state, cancellationToken, Adapt(self, continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TResult> ContinueWith<TResult>(Task self, Func<Task, object?, TResult> continuationFunction, object? state, long site) =>
        ContinueWith(self, continuationFunction, state, default, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task<TResult> ContinueWith<TResult>(Task self, Func<Task, object?, TResult> continuationFunction, object? state, CancellationToken cancellationToken, long site) =>
        ContinueWith(self, continuationFunction, state, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task<TResult> ContinueWith<TResult>(Task self, Func<Task, object?, TResult> continuationFunction, object? state, TaskScheduler scheduler, long site) =>
        ContinueWith(self, continuationFunction, state, default, TaskContinuationOptions.None, scheduler, site);

    public static Task<TResult> ContinueWith<TResult>(Task self, Func<Task, object?, TResult> continuationFunction, object? state, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWith(self, continuationFunction, state, default, continuationOptions, TaskScheduler.Current, site);

    public static Task<TResult> ContinueWith<TResult>(
        Task self, Func<Task, object?, TResult> continuationFunction, object? state, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        Meant(self.ContinueWith(continuationFunction, state, cancellationToken, Adapt(self, continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task ContinueWith<TResult>(Task<TResult> self, Action<Task<TResult>> continuationAction, long site) =>
        ContinueWith(self, continuationAction, default, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task ContinueWith<TResult>(Task<TResult> self, Action<Task<TResult>> continuationAction, CancellationToken cancellationToken, long site) =>
        ContinueWith(self, continuationAction, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task ContinueWith<TResult>(Task<TResult> self, Action<Task<TResult>> continuationAction, TaskScheduler scheduler, long site) =>
        ContinueWith(self, continuationAction, default, TaskContinuationOptions.None, scheduler, site);

    public static Task ContinueWith<TResult>(Task<TResult> self, Action<Task<TResult>> continuationAction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWith(self, continuationAction, default, continuationOptions, TaskScheduler.Current, site);

    public static Task ContinueWith<TResult>(
        Task<TResult> self, Action<Task<TResult>> continuationAction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        Meant(self.ContinueWith(continuationAction, cancellationToken, Adapt(self, continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TNewResult> ContinueWith<TResult, TNewResult>(Task<TResult> self, Func<Task<TResult>, TNewResult> continuationFunction, long site) =>
        ContinueWith(self, continuationFunction, default, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task<TNewResult> ContinueWith<TResult, TNewResult>(Task<TResult> self, Func<Task<TResult>, TNewResult> continuationFunction, CancellationToken cancellationToken, long site) =>
        ContinueWith(self, continuationFunction, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task<TNewResult> ContinueWith<TResult, TNewResult>(Task<TResult> self, Func<Task<TResult>, TNewResult> continuationFunction, TaskScheduler scheduler, long site) =>
        ContinueWith(self, continuationFunction, default, TaskContinuationOptions.None, scheduler, site);

    public static Task<TNewResult> ContinueWith<TResult, TNewResult>(Task<TResult> self, Func<Task<TResult>, TNewResult> continuationFunction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWith(self, continuationFunction, default, continuationOptions, TaskScheduler.Current, site);

    public static Task<TNewResult> ContinueWith<TResult, TNewResult>(
        Task<TResult> self, Func<Task<TResult>, TNewResult> continuationFunction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        Meant(self.ContinueWith(continuationFunction, cancellationToken, Adapt(self, continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task ContinueWith<TResult>(Task<TResult> self, Action<Task<TResult>, object?> continuationAction, object? state, long site) =>
        ContinueWith(self, continuationAction, state, default, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task ContinueWith<TResult>(Task<TResult> self, Action<Task<TResult>, object?> continuationAction, object? state, CancellationToken cancellationToken, long site) =>
        ContinueWith(self, continuationAction, state, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task ContinueWith<TResult>(Task<TResult> self, Action<Task<TResult>, object?> continuationAction, object? state, TaskScheduler scheduler, long site) =>
        ContinueWith(self, continuationAction, state, default, TaskContinuationOptions.None, scheduler, site);

    public static Task ContinueWith<TResult>(Task<TResult> self, Action<Task<TResult>, object?> continuationAction, object? state, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWith(self, continuationAction, state, default, continuationOptions, TaskScheduler.Current, site);

    public static Task ContinueWith<TResult>(
        Task<TResult> self, Action<Task<TResult>, object?> continuationAction, object? state, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        Meant(self.ContinueWith(continuationAction, state, cancellationToken, Adapt(self, continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TNewResult> ContinueWith<TResult, TNewResult>(Task<TResult> self, Func<Task<TResult>, object?, TNewResult> continuationFunction, object? state, long site) =>
        ContinueWith(self, continuationFunction, state, default, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task<TNewResult> ContinueWith<TResult, TNewResult>(Task<TResult> self, Func<Task<TResult>, object?, TNewResult> continuationFunction, object? state, CancellationToken cancellationToken, long site) =>
        ContinueWith(self, continuationFunction, state, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Current, site);

    public static Task<TNewResult> ContinueWith<TResult, TNewResult>(Task<TResult> self, Func<Task<TResult>, object?, TNewResult> continuationFunction, object? state, TaskScheduler scheduler, long site) =>
        ContinueWith(self, continuationFunction, state, default, TaskContinuationOptions.None, scheduler, site);

    public static Task<TNewResult> ContinueWith<TResult, TNewResult>(Task<TResult> self, Func<Task<TResult>, object?, TNewResult> continuationFunction, object? state, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWith(self, continuationFunction, state, default, continuationOptions, TaskScheduler.Current, site);

    public static Task<TNewResult> ContinueWith<TResult, TNewResult>(
        Task<TResult> self, Func<Task<TResult>, object?, TNewResult> continuationFunction, object? state, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        Meant(self.ContinueWith(continuationFunction, state, cancellationToken, Adapt(self, continuationOptions, ref scheduler, site), scheduler), scheduler);

    // A task whose continuations are to run elsewhere does not run them itself, whatever they say: the BCL sees that by an option of the task, which ours do not all have.
    private static TaskContinuationOptions Adapt(Task self, TaskContinuationOptions options, ref TaskScheduler scheduler, long site)
    {
        var adapted = Adapt(options, ref scheduler, site);
        return Control.Current is { } operation && self is not null && operation.Scheduler.Tasks.ContinuesAsynchronously(self)
            ? adapted & ~TaskContinuationOptions.ExecuteSynchronously
            : adapted;
    }

    // A scheduler of the user's own stays; hidden, so that the BCL's continuations still run inline where it means them to.
    internal static TaskContinuationOptions Adapt(TaskContinuationOptions options, ref TaskScheduler scheduler, long site)
    {
        if (Control.Current is not { } operation)
        {
            return options;
        }

        operation.Scheduler.Visit(operation, site);
        if (!ControlledTaskScheduler.StandsFor(scheduler))
        {
            operation.Scheduler.CallsOtherSchedulers = true;
            return options;
        }

        scheduler = operation.Scheduler.TaskSchedulerFor((TaskCreationOptions)(options & TaskContinuationOptions.HideScheduler));
        return options | TaskContinuationOptions.HideScheduler;
    }

    /// <summary>A continuation has a scheduler of ours from the start: the BCL gives it one when it runs, and until then nothing would tell that it hides it for us.</summary>
    internal static T Meant<T>(T continuation, TaskScheduler scheduler)
        where T : Task
    {
        if (scheduler is ControlledTaskScheduler)
        {
            TaskInspection.SchedulerOf(continuation) ??= scheduler;
        }

        return continuation;
    }
}
