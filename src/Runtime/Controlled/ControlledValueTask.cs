using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ValueTask"/> and <see cref="ValueTask{TResult}"/>: what is controlled behind one stays the task that the scheduler knows.</summary>
public static class ControlledValueTask
{
    public static bool get_IsCompleted(ref ValueTask self, long site)
    {
        LookAt(self.IsCompleted, site);
        return self.IsCompleted;
    }

    public static bool get_IsCompleted<TResult>(ref ValueTask<TResult> self, long site)
    {
        LookAt(self.IsCompleted, site);
        return self.IsCompleted;
    }

    public static bool get_IsCompletedSuccessfully(ref ValueTask self, long site)
    {
        LookAt(self.IsCompleted, site);
        return self.IsCompletedSuccessfully;
    }

    public static bool get_IsCompletedSuccessfully<TResult>(ref ValueTask<TResult> self, long site)
    {
        LookAt(self.IsCompleted, site);
        return self.IsCompletedSuccessfully;
    }

    public static bool get_IsFaulted(ref ValueTask self, long site)
    {
        LookAt(self.IsCompleted, site);
        return self.IsFaulted;
    }

    public static bool get_IsFaulted<TResult>(ref ValueTask<TResult> self, long site)
    {
        LookAt(self.IsCompleted, site);
        return self.IsFaulted;
    }

    public static bool get_IsCanceled(ref ValueTask self, long site)
    {
        LookAt(self.IsCompleted, site);
        return self.IsCanceled;
    }

    public static bool get_IsCanceled<TResult>(ref ValueTask<TResult> self, long site)
    {
        LookAt(self.IsCompleted, site);
        return self.IsCanceled;
    }

    public static TResult get_Result<TResult>(ref ValueTask<TResult> self, long site)
    {
        if (Control.Current is not null && !self.IsCompleted)
        {
            var awaiter = self.GetAwaiter();
            ControlledTaskAwaiters.Await(ref awaiter, site);
        }

        return self.Result;
    }

    public static Task AsTask(ref ValueTask self, long site) => SingleUse.Consume(ref self) ?? self.AsTask();

    public static Task<TResult> AsTask<TResult>(ref ValueTask<TResult> self, long site) => (Task<TResult>?)SingleUse.Consume(ref self) ?? self.AsTask();

    public static ValueTask Preserve(ref ValueTask self, long site) => SingleUse.Consume(ref self) is { } task ? new ValueTask(task) : self.Preserve();

    public static ValueTask<TResult> Preserve<TResult>(ref ValueTask<TResult> self, long site) =>
        SingleUse.Consume(ref self) is { } task ? new ValueTask<TResult>((Task<TResult>)task) : self.Preserve();

    // What is complete stays so: nobody else can change what is seen.
    private static void LookAt(bool isCompleted, long site)
    {
        if (!isCompleted && Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }
    }
}
