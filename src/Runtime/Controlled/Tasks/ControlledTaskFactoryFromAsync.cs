using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="TaskFactory"/>'s <c>FromAsync</c> that wait for an <see cref="IAsyncResult"/>, and of its generic twin's: an operation waits for its
/// handle. The overloads that call a Begin method need none: its callback completes the task.
/// </summary>
public static class ControlledTaskFactoryFromAsync
{
    public static Task FromAsync(TaskFactory self, IAsyncResult asyncResult, Action<IAsyncResult> endMethod, long site) =>
        FromAsync(self, asyncResult, endMethod, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task FromAsync(TaskFactory self, IAsyncResult asyncResult, Action<IAsyncResult> endMethod, TaskCreationOptions creationOptions, long site) =>
        FromAsync(self, asyncResult, endMethod, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task FromAsync(
        TaskFactory self, IAsyncResult asyncResult, Action<IAsyncResult> endMethod, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        IsPending(asyncResult, endMethod, creationOptions, scheduler)
            ? ControlledTaskFactory.StartNew(self, () => endMethod(Completed(asyncResult, site)), CancellationToken.None, creationOptions, scheduler, site)
            : self.FromAsync(asyncResult, endMethod, creationOptions, scheduler);

    public static Task<TResult> FromAsync<TResult>(TaskFactory self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, long site) =>
        FromAsync(self, asyncResult, endMethod, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> FromAsync<TResult>(TaskFactory self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, TaskCreationOptions creationOptions, long site) =>
        FromAsync(self, asyncResult, endMethod, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> FromAsync<TResult>(
        TaskFactory self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        IsPending(asyncResult, endMethod, creationOptions, scheduler)
            ? ControlledTaskFactory.StartNew(self, () => endMethod(Completed(asyncResult, site)), CancellationToken.None, creationOptions, scheduler, site)
            : self.FromAsync(asyncResult, endMethod, creationOptions, scheduler);

    public static Task<TResult> FromAsync<TResult>(TaskFactory<TResult> self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, long site) =>
        FromAsync(self, asyncResult, endMethod, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> FromAsync<TResult>(TaskFactory<TResult> self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, TaskCreationOptions creationOptions, long site) =>
        FromAsync(self, asyncResult, endMethod, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> FromAsync<TResult>(
        TaskFactory<TResult> self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        IsPending(asyncResult, endMethod, creationOptions, scheduler)
            ? ControlledTaskFactory.StartNew(self, () => endMethod(Completed(asyncResult, site)), CancellationToken.None, creationOptions, scheduler, site)
            : self.FromAsync(asyncResult, endMethod, creationOptions, scheduler);

    // One that is complete already ends at once, on this thread. Options and arguments that the real call refuses are left to it.
    private static bool IsPending(IAsyncResult asyncResult, Delegate endMethod, TaskCreationOptions options, TaskScheduler scheduler) =>
        Control.Current is not null && endMethod is not null && scheduler is not null && asyncResult is { IsCompleted: false }
        && (options & (TaskCreationOptions.LongRunning | TaskCreationOptions.PreferFairness)) == 0;

    private static IAsyncResult Completed(IAsyncResult asyncResult, long site)
    {
        if (asyncResult is Task task)
        {
            TaskWaiting.Await(task, -1, default, site);
        }
        else
        {
            ControlledWaitHandle.WaitOne(asyncResult.AsyncWaitHandle, site);
        }

        return asyncResult;
    }
}
