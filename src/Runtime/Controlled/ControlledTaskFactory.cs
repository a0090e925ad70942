using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="TaskFactory"/> and its generic twin: tasks meant for the thread pool become operations.</summary>
public static class ControlledTaskFactory
{
    public static Task StartNew(TaskFactory self, Action action, long site) =>
        StartNew(self, action, self.CancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task StartNew(TaskFactory self, Action action, CancellationToken cancellationToken, long site) =>
        StartNew(self, action, cancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task StartNew(TaskFactory self, Action action, TaskCreationOptions creationOptions, long site) =>
        StartNew(self, action, self.CancellationToken, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task StartNew(
        TaskFactory self, Action action, CancellationToken cancellationToken, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        Observation.Queued(self.StartNew(Observation.Starting(action, site, out var queued), cancellationToken, Adapt(creationOptions, ref scheduler, site), scheduler), queued, cancellationToken);

    public static Task<TResult> StartNew<TResult>(TaskFactory self, Func<TResult> function, long site) =>
        StartNew(self, function, self.CancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(TaskFactory self, Func<TResult> function, CancellationToken cancellationToken, long site) =>
        StartNew(self, function, cancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(TaskFactory self, Func<TResult> function, TaskCreationOptions creationOptions, long site) =>
        StartNew(self, function, self.CancellationToken, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(
        TaskFactory self, Func<TResult> function, CancellationToken cancellationToken, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        Observation.Queued(self.StartNew(Observation.Starting(function, site, out var queued), cancellationToken, Adapt(creationOptions, ref scheduler, site), scheduler), queued, cancellationToken);

    public static Task<TResult> StartNew<TResult>(TaskFactory<TResult> self, Func<TResult> function, long site) =>
        StartNew(self, function, self.CancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(TaskFactory<TResult> self, Func<TResult> function, CancellationToken cancellationToken, long site) =>
        StartNew(self, function, cancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(TaskFactory<TResult> self, Func<TResult> function, TaskCreationOptions creationOptions, long site) =>
        StartNew(self, function, self.CancellationToken, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(
        TaskFactory<TResult> self, Func<TResult> function, CancellationToken cancellationToken, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        Observation.Queued(self.StartNew(Observation.Starting(function, site, out var queued), cancellationToken, Adapt(creationOptions, ref scheduler, site), scheduler), queued, cancellationToken);

    public static Task StartNew(TaskFactory self, Action<object?> action, object? state, long site) =>
        StartNew(self, action, state, self.CancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task StartNew(TaskFactory self, Action<object?> action, object? state, CancellationToken cancellationToken, long site) =>
        StartNew(self, action, state, cancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task StartNew(TaskFactory self, Action<object?> action, object? state, TaskCreationOptions creationOptions, long site) =>
        StartNew(self, action, state, self.CancellationToken, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task StartNew(
        TaskFactory self, Action<object?> action, object? state, CancellationToken cancellationToken, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        Observation.Queued(self.StartNew(Observation.Starting(action, site, out var queued), state, cancellationToken, Adapt(creationOptions, ref scheduler, site), scheduler), queued, cancellationToken);

    public static Task<TResult> StartNew<TResult>(TaskFactory self, Func<object?, TResult> function, object? state, long site) =>
        StartNew(self, function, state, self.CancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(TaskFactory self, Func<object?, TResult> function, object? state, CancellationToken cancellationToken, long site) =>
        StartNew(self, function, state, cancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(TaskFactory self, Func<object?, TResult> function, object? state, TaskCreationOptions creationOptions, long site) =>
        StartNew(self, function, state, self.CancellationToken, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(
        TaskFactory self, Func<object?, TResult> function, object? state, CancellationToken cancellationToken, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        Observation.Queued(self.StartNew(Observation.Starting(function, site, out var queued), state, cancellationToken, Adapt(creationOptions, ref scheduler, site), scheduler), queued, cancellationToken);

    public static Task<TResult> StartNew<TResult>(TaskFactory<TResult> self, Func<object?, TResult> function, object? state, long site) =>
        StartNew(self, function, state, self.CancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(TaskFactory<TResult> self, Func<object?, TResult> function, object? state, CancellationToken cancellationToken, long site) =>
        StartNew(self, function, state, cancellationToken, self.CreationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(TaskFactory<TResult> self, Func<object?, TResult> function, object? state, TaskCreationOptions creationOptions, long site) =>
        StartNew(self, function, state, self.CancellationToken, creationOptions, self.Scheduler ?? TaskScheduler.Current, site);

    public static Task<TResult> StartNew<TResult>(
        TaskFactory<TResult> self, Func<object?, TResult> function, object? state, CancellationToken cancellationToken, TaskCreationOptions creationOptions, TaskScheduler scheduler, long site) =>
        Observation.Queued(self.StartNew(Observation.Starting(function, site, out var queued), state, cancellationToken, Adapt(creationOptions, ref scheduler, site), scheduler), queued, cancellationToken);

    private static TaskCreationOptions Adapt(TaskCreationOptions options, ref TaskScheduler scheduler, long site)
    {
        if (Control.Current is not { } operation)
        {
            return options;
        }

        operation.Scheduler.Point(operation, site);
        if (!ControlledTaskScheduler.StandsFor(scheduler))
        {
            return options;
        }

        scheduler = operation.Scheduler.TaskSchedulerFor(options);
        return options | TaskCreationOptions.HideScheduler;
    }
}
