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
            ? Pending(asyncResult, endMethod, creationOptions, scheduler, site)
            : self.FromAsync(asyncResult, endMethod, creationOptions, scheduler);

    public static Task<TResult> FromAsync<TResult>(TaskFactory self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, long site) =>
        FromAsync(self, asyncResult, endMethod, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> FromAsync<TResult>(TaskFactory self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, TaskCreationOptions creationOptions, long site) =>
        FromAsync(self, asyncResult, endMethod, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> FromAsync<TResult>(
        TaskFactory self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        IsPending(asyncResult, endMethod, creationOptions, scheduler)
            ? Pending(asyncResult, endMethod, creationOptions, scheduler, site)
            : self.FromAsync(asyncResult, endMethod, creationOptions, scheduler);

    public static Task<TResult> FromAsync<TResult>(TaskFactory<TResult> self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, long site) =>
        FromAsync(self, asyncResult, endMethod, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> FromAsync<TResult>(TaskFactory<TResult> self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, TaskCreationOptions creationOptions, long site) =>
        FromAsync(self, asyncResult, endMethod, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> FromAsync<TResult>(
        TaskFactory<TResult> self, IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        IsPending(asyncResult, endMethod, creationOptions, scheduler)
            ? Pending(asyncResult, endMethod, creationOptions, scheduler, site)
            : self.FromAsync(asyncResult, endMethod, creationOptions, scheduler);

    // One that is complete already ends at once, on this thread. Options and arguments that the real call refuses are left to it.
    private static bool IsPending(IAsyncResult asyncResult, Delegate endMethod, TaskCreationOptions options, TaskScheduler scheduler) =>
        Control.Current is not null && endMethod is not null && scheduler is not null && asyncResult is { IsCompleted: false }
        && (options & ~TaskCreationOptions.AttachedToParent) == 0;

    private static Task Pending(IAsyncResult asyncResult, Action<IAsyncResult> endMethod, TaskCreationOptions options, TaskScheduler scheduler, long site)
    {
        var promise = ControlledTaskCompletionSource.New(options, site);
        return Promised(
            promise.Task,
            asyncResult,
            () =>
            {
                endMethod(asyncResult);
                ControlledTaskCompletionSource.TrySetResult(promise, site);
            },
            cancelled => ControlledTaskCompletionSource.TrySetCanceled(promise, cancelled.CancellationToken, site),
            failure => ControlledTaskCompletionSource.TrySetException(promise, failure, site),
            scheduler,
            site);
    }

    private static Task<TResult> Pending<TResult>(IAsyncResult asyncResult, Func<IAsyncResult, TResult> endMethod, TaskCreationOptions options, TaskScheduler scheduler, long site)
    {
        var promise = ControlledTaskCompletionSource.New<TResult>(options, site);
        return Promised(
            promise.Task,
            asyncResult,
            () => ControlledTaskCompletionSource.TrySetResult(promise, endMethod(asyncResult), site),
            cancelled => ControlledTaskCompletionSource.TrySetCanceled(promise, cancelled.CancellationToken, site),
            failure => ControlledTaskCompletionSource.TrySetException(promise, failure, site),
            scheduler,
            site);
    }

    // The end method runs on the scheduler; the wait before it is the pool's. A cancellation that it throws cancels the task, whatever its token.
    private static T Promised<T>(
        T promise, IAsyncResult asyncResult, Action end, Action<OperationCanceledException> cancel, Action<Exception> fail, TaskScheduler scheduler, long site)
        where T : Task
    {
        var started = ControlledTaskFactory.StartNew(Task.Factory, Run, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default, site);
        return Control.Current!.Scheduler.Promise(started, promise);

        void Run()
        {
            Await(asyncResult, site);
            if (ControlledTaskScheduler.StandsFor(scheduler))
            {
                End();
                return;
            }

            var ending = new Task(End);
            Control.Current!.Returned = ending;
            try
            {
                ControlledRunSynchronously.Run(ending, scheduler, waitForCompletion: false);
            }
            catch (TaskSchedulerException refused)
            {
                fail(refused);
            }
        }

        void End()
        {
            try
            {
                end();
            }
            catch (OperationCanceledException cancelled) when (cancelled is not OperationAbortedException)
            {
                cancel(cancelled);
            }
            catch (Exception failure) when (failure is not OperationAbortedException)
            {
                fail(failure);
            }
        }
    }

    private static void Await(IAsyncResult asyncResult, long site)
    {
        if (ControlledAsyncResult.TaskOf(asyncResult) is { } task)
        {
            TaskWaiting.Await(task, -1, default, site);
        }
        else
        {
            ControlledWaitHandle.WaitOne(asyncResult.AsyncWaitHandle, site);
        }
    }
}
