using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="AsyncVoidMethodBuilder"/>: an exception that leaves an <c>async void</c> method is thrown in the context that the method began in, and
/// without one would end the process; here it fails the schedule.
/// </summary>
public static class ControlledAsyncVoid
{
    public static void SetException(ref AsyncVoidMethodBuilder self, Exception exception, long site)
    {
        if (Control.Current is not { } operation || exception is null)
        {
            self.SetException(exception!);
            return;
        }

        try
        {
            if (ContextOf(ref self) is { } context)
            {
                ThrowIn(context, operation.Scheduler, operation, exception, site);
            }
            else
            {
                operation.Scheduler.Escaped(operation, exception);
            }
        }
        finally
        {
            self.SetResult();
        }
    }

    private static void ThrowIn(SynchronizationContext context, Scheduler scheduler, Operation operation, Exception exception, long site)
    {
        var thrown = ExceptionDispatchInfo.Capture(exception);
        try
        {
            ControlledSynchronizationContext.Post(context, Throw, null, site);
        }
        catch (Exception refused) when (refused is not OperationAbortedException)
        {
            scheduler.Escaped(operation, new AggregateException(exception, refused));
        }

        void Throw(object? state)
        {
            if (Control.Current is null)
            {
                // Thrown on a thread that is not under control it could end the process.
                scheduler.Outside.Post(() => scheduler.Escaped(operation, exception));
                return;
            }

            thrown.Throw();
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_synchronizationContext")]
    private static extern ref SynchronizationContext? ContextOf(ref AsyncVoidMethodBuilder builder);
}
