using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="TaskCompletionSource"/> and its generic twin. Without <c>RunContinuationsAsynchronously</c>,
/// those who await the task resume on the stack of whoever completes it, as in the runtime.
/// </summary>
public static class ControlledTaskCompletionSource
{
    public static TaskCompletionSource New(long site) => Known(new TaskCompletionSource(), static source => source.Task, site);

    public static TaskCompletionSource New(object? state, long site) => Known(new TaskCompletionSource(state), static source => source.Task, site);

    public static TaskCompletionSource New(TaskCreationOptions creationOptions, long site) => Known(new TaskCompletionSource(Here(creationOptions)), static source => source.Task, site, creationOptions);

    public static TaskCompletionSource New(object? state, TaskCreationOptions creationOptions, long site) => Known(new TaskCompletionSource(state, Here(creationOptions)), static source => source.Task, site, creationOptions);

    public static Task get_Task(TaskCompletionSource self, long site) => Derived(self, self.Task, typeof(TaskCompletionSource));

    public static void SetResult(TaskCompletionSource self, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetResult();
    }

    public static void SetException(TaskCompletionSource self, Exception exception, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetException(exception);
    }

    public static void SetException(TaskCompletionSource self, IEnumerable<Exception> exceptions, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetException(exceptions);
    }

    public static void SetCanceled(TaskCompletionSource self, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetCanceled();
    }

    public static void SetCanceled(TaskCompletionSource self, CancellationToken cancellationToken, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetCanceled(cancellationToken);
    }

    public static void SetFromTask(TaskCompletionSource self, Task completedTask, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetFromTask(completedTask);
    }

    public static bool TrySetResult(TaskCompletionSource self, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetResult();
    }

    public static bool TrySetException(TaskCompletionSource self, Exception exception, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetException(exception);
    }

    public static bool TrySetException(TaskCompletionSource self, IEnumerable<Exception> exceptions, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetException(exceptions);
    }

    public static bool TrySetCanceled(TaskCompletionSource self, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetCanceled();
    }

    public static bool TrySetCanceled(TaskCompletionSource self, CancellationToken cancellationToken, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetCanceled(cancellationToken);
    }

    public static bool TrySetFromTask(TaskCompletionSource self, Task completedTask, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetFromTask(completedTask);
    }

    public static TaskCompletionSource<TResult> New<TResult>(long site) => Known(new TaskCompletionSource<TResult>(), static source => source.Task, site);

    public static TaskCompletionSource<TResult> New<TResult>(object? state, long site) => Known(new TaskCompletionSource<TResult>(state), static source => source.Task, site);

    public static TaskCompletionSource<TResult> New<TResult>(TaskCreationOptions creationOptions, long site) => Known(new TaskCompletionSource<TResult>(Here(creationOptions)), static source => source.Task, site, creationOptions);

    public static TaskCompletionSource<TResult> New<TResult>(object? state, TaskCreationOptions creationOptions, long site) => Known(new TaskCompletionSource<TResult>(state, Here(creationOptions)), static source => source.Task, site, creationOptions);

    public static Task<TResult> get_Task<TResult>(TaskCompletionSource<TResult> self, long site) => Derived(self, self.Task, typeof(TaskCompletionSource<TResult>));

    public static void SetResult<TResult>(TaskCompletionSource<TResult> self, TResult result, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetResult(result);
    }

    public static void SetException<TResult>(TaskCompletionSource<TResult> self, Exception exception, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetException(exception);
    }

    public static void SetException<TResult>(TaskCompletionSource<TResult> self, IEnumerable<Exception> exceptions, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetException(exceptions);
    }

    public static void SetCanceled<TResult>(TaskCompletionSource<TResult> self, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetCanceled();
    }

    public static void SetCanceled<TResult>(TaskCompletionSource<TResult> self, CancellationToken cancellationToken, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetCanceled(cancellationToken);
    }

    public static void SetFromTask<TResult>(TaskCompletionSource<TResult> self, Task<TResult> completedTask, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        self.SetFromTask(completedTask);
    }

    public static bool TrySetResult<TResult>(TaskCompletionSource<TResult> self, TResult result, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetResult(result);
    }

    public static bool TrySetException<TResult>(TaskCompletionSource<TResult> self, Exception exception, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetException(exception);
    }

    public static bool TrySetException<TResult>(TaskCompletionSource<TResult> self, IEnumerable<Exception> exceptions, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetException(exceptions);
    }

    public static bool TrySetCanceled<TResult>(TaskCompletionSource<TResult> self, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetCanceled();
    }

    public static bool TrySetCanceled<TResult>(TaskCompletionSource<TResult> self, CancellationToken cancellationToken, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetCanceled(cancellationToken);
    }

    public static bool TrySetFromTask<TResult>(TaskCompletionSource<TResult> self, Task<TResult> completedTask, long site)
    {
        using var completion = Completion.Begin(self.Task, site);
        return self.TrySetFromTask(completedTask);
    }

    // The constructor of a derived class is not redirected: its task is known when it is first asked for.
    private static T Derived<T>(object source, T task, Type type)
        where T : Task
    {
        if (Control.Current is { } operation && source.GetType() != type && operation.Scheduler.Tasks.Find(task) is null)
        {
            operation.Scheduler.Tasks.Add(task, new TaskInfo());
        }

        return task;
    }

    // What is made under control is completed under control, or never.
    private static T Known<T>(T source, Func<T, Task> task, long site, TaskCreationOptions options = TaskCreationOptions.None)
    {
        Control.Current?.Scheduler.Tasks.Add(task(source), new TaskInfo { Source = site, ContinuesAsynchronously = (options & TaskCreationOptions.RunContinuationsAsynchronously) != 0 });
        return source;
    }

    // With this option the BCL completes what is made of the task (WhenAll, WhenAny, Unwrap) on the real thread pool. Under control the table of tasks remembers it.
    private static TaskCreationOptions Here(TaskCreationOptions options) =>
        Control.Current is null ? options : options & ~TaskCreationOptions.RunContinuationsAsynchronously;
}
