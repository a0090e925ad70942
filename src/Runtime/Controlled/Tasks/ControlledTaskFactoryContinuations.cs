using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="TaskFactory"/>'s continuations of several tasks, and of its generic twin's: those meant for the thread pool become operations.</summary>
public static class ControlledTaskFactoryContinuations
{
    public static Task ContinueWhenAll(TaskFactory self, Task[] tasks, Action<Task[]> continuationAction, long site) =>
        ContinueWhenAll(self, tasks, continuationAction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAll(TaskFactory self, Task[] tasks, Action<Task[]> continuationAction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAll(self, tasks, continuationAction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAll(TaskFactory self, Task[] tasks, Action<Task[]> continuationAction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAll(self, tasks, continuationAction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAll(
        TaskFactory self, Task[] tasks, Action<Task[]> continuationAction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAll(tasks, continuationAction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task ContinueWhenAll<TAntecedentResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Action<Task<TAntecedentResult>[]> continuationAction, long site) =>
        ContinueWhenAll(self, tasks, continuationAction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAll<TAntecedentResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Action<Task<TAntecedentResult>[]> continuationAction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAll(self, tasks, continuationAction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAll<TAntecedentResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Action<Task<TAntecedentResult>[]> continuationAction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAll(self, tasks, continuationAction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAll<TAntecedentResult>(
        TaskFactory self, Task<TAntecedentResult>[] tasks, Action<Task<TAntecedentResult>[]> continuationAction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAll(tasks, continuationAction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TResult> ContinueWhenAll<TResult>(TaskFactory self, Task[] tasks, Func<Task[], TResult> continuationFunction, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TResult>(TaskFactory self, Task[] tasks, Func<Task[], TResult> continuationFunction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TResult>(TaskFactory self, Task[] tasks, Func<Task[], TResult> continuationFunction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TResult>(
        TaskFactory self, Task[] tasks, Func<Task[], TResult> continuationFunction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAll(tasks, continuationFunction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TResult> ContinueWhenAll<TAntecedentResult, TResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>[], TResult> continuationFunction, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TAntecedentResult, TResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>[], TResult> continuationFunction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TAntecedentResult, TResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>[], TResult> continuationFunction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TAntecedentResult, TResult>(
        TaskFactory self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>[], TResult> continuationFunction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAll(tasks, continuationFunction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TResult> ContinueWhenAll<TResult>(TaskFactory<TResult> self, Task[] tasks, Func<Task[], TResult> continuationFunction, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TResult>(TaskFactory<TResult> self, Task[] tasks, Func<Task[], TResult> continuationFunction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TResult>(TaskFactory<TResult> self, Task[] tasks, Func<Task[], TResult> continuationFunction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TResult>(
        TaskFactory<TResult> self, Task[] tasks, Func<Task[], TResult> continuationFunction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAll(tasks, continuationFunction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TResult> ContinueWhenAll<TResult, TAntecedentResult>(TaskFactory<TResult> self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>[], TResult> continuationFunction, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TResult, TAntecedentResult>(TaskFactory<TResult> self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>[], TResult> continuationFunction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TResult, TAntecedentResult>(TaskFactory<TResult> self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>[], TResult> continuationFunction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAll(self, tasks, continuationFunction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAll<TResult, TAntecedentResult>(
        TaskFactory<TResult> self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>[], TResult> continuationFunction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAll(tasks, continuationFunction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task ContinueWhenAny(TaskFactory self, Task[] tasks, Action<Task> continuationAction, long site) =>
        ContinueWhenAny(self, tasks, continuationAction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAny(TaskFactory self, Task[] tasks, Action<Task> continuationAction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAny(self, tasks, continuationAction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAny(TaskFactory self, Task[] tasks, Action<Task> continuationAction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAny(self, tasks, continuationAction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAny(
        TaskFactory self, Task[] tasks, Action<Task> continuationAction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAny(tasks, continuationAction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task ContinueWhenAny<TAntecedentResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Action<Task<TAntecedentResult>> continuationAction, long site) =>
        ContinueWhenAny(self, tasks, continuationAction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAny<TAntecedentResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Action<Task<TAntecedentResult>> continuationAction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAny(self, tasks, continuationAction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAny<TAntecedentResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Action<Task<TAntecedentResult>> continuationAction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAny(self, tasks, continuationAction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task ContinueWhenAny<TAntecedentResult>(
        TaskFactory self, Task<TAntecedentResult>[] tasks, Action<Task<TAntecedentResult>> continuationAction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAny(tasks, continuationAction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TResult> ContinueWhenAny<TResult>(TaskFactory self, Task[] tasks, Func<Task, TResult> continuationFunction, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TResult>(TaskFactory self, Task[] tasks, Func<Task, TResult> continuationFunction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TResult>(TaskFactory self, Task[] tasks, Func<Task, TResult> continuationFunction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TResult>(
        TaskFactory self, Task[] tasks, Func<Task, TResult> continuationFunction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAny(tasks, continuationFunction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TResult> ContinueWhenAny<TAntecedentResult, TResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>, TResult> continuationFunction, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TAntecedentResult, TResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>, TResult> continuationFunction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TAntecedentResult, TResult>(TaskFactory self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>, TResult> continuationFunction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TAntecedentResult, TResult>(
        TaskFactory self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>, TResult> continuationFunction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAny(tasks, continuationFunction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TResult> ContinueWhenAny<TResult>(TaskFactory<TResult> self, Task[] tasks, Func<Task, TResult> continuationFunction, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TResult>(TaskFactory<TResult> self, Task[] tasks, Func<Task, TResult> continuationFunction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TResult>(TaskFactory<TResult> self, Task[] tasks, Func<Task, TResult> continuationFunction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TResult>(
        TaskFactory<TResult> self, Task[] tasks, Func<Task, TResult> continuationFunction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAny(tasks, continuationFunction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    public static Task<TResult> ContinueWhenAny<TResult, TAntecedentResult>(TaskFactory<TResult> self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>, TResult> continuationFunction, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, self.CancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TResult, TAntecedentResult>(TaskFactory<TResult> self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>, TResult> continuationFunction, CancellationToken cancellationToken, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, cancellationToken, self.ContinuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TResult, TAntecedentResult>(TaskFactory<TResult> self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>, TResult> continuationFunction, TaskContinuationOptions continuationOptions, long site) =>
        ContinueWhenAny(self, tasks, continuationFunction, self.CancellationToken, continuationOptions, Scheduler(self), site);

    public static Task<TResult> ContinueWhenAny<TResult, TAntecedentResult>(
        TaskFactory<TResult> self, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>, TResult> continuationFunction, CancellationToken cancellationToken, TaskContinuationOptions continuationOptions, TaskScheduler scheduler, long site) =>
        ControlledContinuations.Meant(self.ContinueWhenAny(tasks, continuationFunction, cancellationToken, ControlledContinuations.Adapt(continuationOptions, ref scheduler, site), scheduler), scheduler);

    private static TaskScheduler Scheduler(TaskFactory factory) => factory.Scheduler ?? TaskScheduler.Current;

    private static TaskScheduler Scheduler<TResult>(TaskFactory<TResult> factory) => factory.Scheduler ?? TaskScheduler.Current;
}
