using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <content>Delegates that run as operations of their own. Where nothing is observed, each is returned as it is.</content>
internal static partial class Observation
{
    public static Action Starting(Action work, long site, out ObservedOperation? operation)
    {
        operation = Control.Observed is { } by && work is not null ? Create(by, OperationKind.Task, "", site) : null;
        return operation is null ? work! : Start(operation, work!);
    }

    public static Action<object?> Starting(Action<object?> work, long site, out ObservedOperation? operation)
    {
        operation = Control.Observed is { } by && work is not null ? Create(by, OperationKind.Task, "", site) : null;
        return operation is null ? work! : Start(operation, work!);
    }

    public static Func<T> Starting<T>(Func<T> work, long site, out ObservedOperation? operation)
    {
        operation = Control.Observed is { } by && work is not null ? Create(by, OperationKind.Task, "", site) : null;
        return operation is null ? work! : Start(operation, work!);
    }

    public static Func<object?, T> Starting<T>(Func<object?, T> work, long site, out ObservedOperation? operation)
    {
        operation = Control.Observed is { } by && work is not null ? Create(by, OperationKind.Task, "", site) : null;
        return operation is null ? work! : Start(operation, work!);
    }

    /// <summary>The task is queued whose delegate is to run as <paramref name="operation"/>. Where it is cancelled before that, it never does.</summary>
    public static T Queued<T>(T task, ObservedOperation? operation, CancellationToken cancellationToken)
        where T : Task
    {
        if (operation is not null && cancellationToken.CanBeCanceled)
        {
            task.ContinueWith(operation.EndAs, CancellationToken.None, TaskContinuationOptions.OnlyOnCanceled | TaskContinuationOptions.ExecuteSynchronously, ImmediateTaskScheduler.Instance);
        }

        return task;
    }

    /// <summary>Runs <paramref name="work"/> as <paramref name="operation"/>, which ends with it, or with the task that it returns.</summary>
    public static T Run<T>(ObservedOperation operation, Func<T> work)
    {
        ObservedTasks.Are(operation);
        var outerPending = pending;
        var outer = ObservedFlow.Enter(operation);
        pending = null;
        try
        {
            operation.Recorder.Record(EventKind.OperationStarted, operation, null, 0, 0, operation.CreationSite);
            var result = work();
            End(operation, result as Task);
            TaskWaiters.Ended(operation);
            return result;
        }
        catch (Exception e)
        {
            operation.End(e is OperationCanceledException canceled && (work is Func<Task?> || TaskWaiters.IsCanceledBy(canceled)) ? OperationEnd.Canceled : OperationEnd.Faulted);
            TaskWaiters.Ended(operation);
            throw;
        }
        finally
        {
            pending = outerPending;
            ObservedFlow.Leave(outer);
        }
    }

    /// <inheritdoc cref="Run{T}"/>
    public static void Run(ObservedOperation operation, Action work) => Run(operation, () =>
    {
        work();
        return true;
    });

    public static ObservedOperation Create(ObservedOperation by, OperationKind kind, string name, long site)
    {
        pending = null;
        return by.Recorder.Create(by, kind, name, site);
    }

    private static void End(ObservedOperation operation, Task? returned)
    {
        if (returned is null)
        {
            operation.End(OperationEnd.Completed);
            return;
        }

        PendingFor(operation, returned)?.Join(operation);

        if (returned.IsCompleted)
        {
            operation.EndAs(returned);
        }
        else
        {
            returned.ContinueWith(operation.EndAs, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, ImmediateTaskScheduler.Instance);
        }
    }

    // Apart from their callers, whose closures would else be made where nothing is observed, too.
    private static Action Start(ObservedOperation operation, Action work) => () => Run(operation, work);

    private static Action<object?> Start(ObservedOperation operation, Action<object?> work) => state => Run(operation, () => work(state));

    private static Func<T> Start<T>(ObservedOperation operation, Func<T> work) => () => Run(operation, work);

    private static Func<object?, T> Start<T>(ObservedOperation operation, Func<object?, T> work) => state => Run(operation, () => work(state));
}
