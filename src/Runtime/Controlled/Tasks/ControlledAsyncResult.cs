using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="IAsyncResult"/>: one that is a task, or stands for one, is looked at as the task is, and its handle is signalled where the task completes.</summary>
public static class ControlledAsyncResult
{
    public static bool get_IsCompleted(IAsyncResult self, long site) =>
        Control.Current is not null && TaskOf(self) is { } task ? ControlledTask.get_IsCompleted(task, site) : self.IsCompleted;

    public static WaitHandle get_AsyncWaitHandle(IAsyncResult self, long site)
    {
        var handle = self.AsyncWaitHandle;
        if (Control.Current is { } operation && TaskOf(self) is { } task)
        {
            HandleWaiting.Resource(operation.Scheduler, handle, site).SignalledBy = task;
        }

        return handle;
    }

    /// <summary>The task that the result is, or that the platform made it of; null for a result of another kind.</summary>
    internal static Task? TaskOf(IAsyncResult result) =>
        result as Task ?? (result.GetType().DeclaringType == typeof(TaskToAsyncResult) ? TaskToAsyncResult.Unwrap(result) : null);
}
