using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of the builders of async methods that return tasks: a failure is taken note of, for nobody may ever look at it.</summary>
public static class ControlledAsyncTask
{
    public static void SetException(ref AsyncTaskMethodBuilder self, Exception exception, long site)
    {
        self.SetException(exception);
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Tasks.AddFailed(self.Task, operation);
        }
    }

    public static void SetException<TResult>(ref AsyncTaskMethodBuilder<TResult> self, Exception exception, long site)
    {
        self.SetException(exception);
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Tasks.AddFailed(self.Task, operation);
        }
    }

    public static void SetException(ref AsyncValueTaskMethodBuilder self, Exception exception, long site)
    {
        self.SetException(exception);
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Tasks.AddFailed(self.Task.AsTask(), operation);
        }
    }

    public static void SetException<TResult>(ref AsyncValueTaskMethodBuilder<TResult> self, Exception exception, long site)
    {
        self.SetException(exception);
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Tasks.AddFailed(self.Task.AsTask(), operation);
        }
    }
}
