using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Parallelism;

/// <summary>An asynchronous parallel loop under control: its workers are operations, each of which starts the next when it finds an item, as in the BCL.</summary>
/// <typeparam name="T">An item.</typeparam>
internal sealed class ParallelAsyncLoop<T> : IDisposable
{
    private readonly Func<T, CancellationToken, ValueTask> body;
    private readonly ParallelOptions options;
    private readonly TaskScheduler scheduler;
    private readonly long site;
    private readonly TaskCompletionSource done = new();
    private readonly List<Exception> errors = [];
    private readonly List<Task> workers = [];
    private readonly CancellationTokenSource stop = new();
    private Func<CancellationToken, Task<(bool Found, T Item)>> take = null!;
    private Func<ValueTask> close = null!;
    private CancellationTokenRegistration registration;
    private int unstarted;
    private int working;

    private ParallelAsyncLoop(Func<T, CancellationToken, ValueTask> body, ParallelOptions options, long site)
    {
        (this.body, this.options, this.site) = (body, options, site);
        scheduler = options.TaskScheduler ?? TaskScheduler.Current;
        unstarted = ParallelLoop.DegreeOf(options);
    }

    /// <summary>Runs over a sequence.</summary>
    public static Task Run(IEnumerable<T> source, Func<T, CancellationToken, ValueTask> body, ParallelOptions options, long site)
    {
        var items = new SharedItems<T>(source, site);
        return new ParallelAsyncLoop<T>(body, options, site).Run(
            _ => Task.FromResult((items.TryTake(out var item), item.Value)),
            () =>
            {
                items.Dispose();
                return default;
            });
    }

    /// <summary>Runs over an asynchronous sequence, whose items are taken one after the other.</summary>
    public static Task Run(IAsyncEnumerable<T> source, Func<T, CancellationToken, ValueTask> body, ParallelOptions options, long site)
    {
        var loop = new ParallelAsyncLoop<T>(body, options, site);
        var guard = new SemaphoreSlim(1, 1);
        IAsyncEnumerator<T>? items = null;
        return loop.Run(Take, () => items?.DisposeAsync() ?? default);

        async Task<(bool Found, T Item)> Take(CancellationToken token)
        {
            await ControlledAwait.Task(ControlledSemaphoreSlim.WaitAsync(guard, token, site));
            try
            {
                items ??= source.GetAsyncEnumerator(token);
                var moved = items.MoveNextAsync().AsTask();
                await ControlledAwait.Task(moved);
                return moved.Result ? (true, items.Current) : default;
            }
            finally
            {
                ControlledSemaphoreSlim.Release(guard, site);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stop.Dispose();

    private Task Run(Func<CancellationToken, Task<(bool Found, T Item)>> taking, Func<ValueTask> closing)
    {
        if (options.CancellationToken.IsCancellationRequested)
        {
            Dispose();
            return Task.FromCanceled(options.CancellationToken);
        }

        (take, close) = (taking, closing);
        registration = options.CancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), stop);
        Control.Current!.Scheduler.Tasks.Add(done.Task, new TaskInfo { Parts = workers });
        StartWorker();
        return done.Task;
    }

    private void StartWorker()
    {
        if (unstarted == 0)
        {
            return;
        }

        unstarted--;
        working++;
        workers.Add(ControlledTaskScheduler.StandsFor(scheduler)
            ? ControlledTaskRun.Run(Work, site)
            : Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap());
    }

    private async Task Work()
    {
        try
        {
            await ControlledAwait.Task(Loop());
        }
        catch (Exception e) when (e is not OperationAbortedException)
        {
            Failed(e);
        }

        if (--working > 0)
        {
            return;
        }

        try
        {
            await ControlledAwait.Task(close());
        }
        catch (Exception e) when (e is not OperationAbortedException)
        {
            errors.Add(e);
        }

        Complete();
    }

    private async Task Loop()
    {
        var hasStartedNext = false;
        while (!stop.IsCancellationRequested)
        {
            var next = take(stop.Token);
            await ControlledAwait.Task(next);
            if (!next.Result.Found)
            {
                return;
            }

            if (!hasStartedNext)
            {
                hasStartedNext = true;
                StartWorker();
            }

            At.Point(0, site);
            await ControlledAwait.Task(body(next.Result.Item, stop.Token));
        }
    }

    private void Failed(Exception error)
    {
        errors.Add(error);
        using (Completion.Begin(site))
        {
            stop.Cancel();
        }
    }

    private void Complete()
    {
        registration.Unregister();
        Dispose();
        using var completion = Completion.Begin(site);
        if (options.CancellationToken.IsCancellationRequested)
        {
            // Whatever was thrown is put down to that, as in the BCL.
            done.TrySetCanceled(options.CancellationToken);
        }
        else if (errors.Count > 0)
        {
            done.TrySetException(errors);
        }
        else
        {
            done.TrySetResult();
        }
    }
}
