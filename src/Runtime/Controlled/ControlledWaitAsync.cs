using ConcurrencyTrace.Runtime.Controlled.Time;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <c>Task.WaitAsync</c>: its timeout runs on the virtual clock.</summary>
public static class ControlledWaitAsync
{
    public static Task WaitAsync(Task self, CancellationToken cancellationToken, long site) =>
        WaitAsync(self, Timeout.InfiniteTimeSpan, cancellationToken, site);

    public static Task WaitAsync(Task self, TimeSpan timeout, long site) => WaitAsync(self, timeout, default(CancellationToken), site);

    public static Task WaitAsync(Task self, TimeSpan timeout, CancellationToken cancellationToken, long site) =>
        IsImmediate(self, timeout, cancellationToken, out var ticks) || Control.Current is not { } operation
            ? self.WaitAsync(timeout, cancellationToken)
            : Wait<bool>(operation, self, ticks, cancellationToken, site);

    public static Task WaitAsync(Task self, TimeSpan timeout, TimeProvider timeProvider, long site) =>
        WaitAsync(self, timeout, timeProvider, default, site);

    public static Task WaitAsync(Task self, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken, long site) =>
        ProvidedTime.HasSystemTimers(timeProvider)
            ? WaitAsync(self, timeout, cancellationToken, site)
            : ProvidedTime.Await(timeProvider, self.WaitAsync(timeout, ProvidedTime.Telling(timeProvider), cancellationToken), BlockReason.TaskAwait, self);

    public static Task<TResult> WaitAsync<TResult>(Task<TResult> self, CancellationToken cancellationToken, long site) =>
        WaitAsync(self, Timeout.InfiniteTimeSpan, cancellationToken, site);

    public static Task<TResult> WaitAsync<TResult>(Task<TResult> self, TimeSpan timeout, long site) =>
        WaitAsync(self, timeout, default(CancellationToken), site);

    public static Task<TResult> WaitAsync<TResult>(Task<TResult> self, TimeSpan timeout, CancellationToken cancellationToken, long site) =>
        IsImmediate(self, timeout, cancellationToken, out var ticks) || Control.Current is not { } operation
            ? self.WaitAsync(timeout, cancellationToken)
            : Wait<TResult>(operation, self, ticks, cancellationToken, site);

    public static Task<TResult> WaitAsync<TResult>(Task<TResult> self, TimeSpan timeout, TimeProvider timeProvider, long site) =>
        WaitAsync(self, timeout, timeProvider, default, site);

    public static Task<TResult> WaitAsync<TResult>(Task<TResult> self, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken, long site) =>
        ProvidedTime.HasSystemTimers(timeProvider)
            ? WaitAsync(self, timeout, cancellationToken, site)
            : ProvidedTime.Await(timeProvider, self.WaitAsync(timeout, ProvidedTime.Telling(timeProvider), cancellationToken), BlockReason.TaskAwait, self);

    // Where the original returns at once, or refuses its arguments, it does so itself.
    private static bool IsImmediate(Task task, TimeSpan timeout, CancellationToken token, out long ticks) =>
        !Timeouts.TryTicks(timeout, out ticks, uint.MaxValue - 1) || task.IsCompleted || token.IsCancellationRequested || ticks == 0 || (ticks < 0 && !token.CanBeCanceled);

    private static Task<T> Wait<T>(Operation operation, Task task, long ticks, CancellationToken token, long site)
    {
        var scheduler = operation.Scheduler;
        scheduler.Visit(operation, site);
        var wait = new AsyncWait<T>(operation, BlockReason.TaskAwait, null, site, runsInline: true);
        scheduler.Tasks.AddCombination(wait.Task, [task]);
        wait.FailAfter(ticks, static () => new TimeoutException());
        wait.EndWhenCancelled(token);
        _ = task.ContinueWith(
            static (completed, state) => ((AsyncWait<T>)state!).EndAs(completed),
            wait,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            ImmediateTaskScheduler.Instance);
        return wait.Task;
    }
}
