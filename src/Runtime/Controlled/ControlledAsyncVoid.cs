using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="AsyncVoidMethodBuilder"/>: an exception that leaves an <c>async void</c> method would end the process; here it fails the schedule.</summary>
public static class ControlledAsyncVoid
{
    public static void SetException(ref AsyncVoidMethodBuilder self, Exception exception, long site)
    {
        if (Control.Current is not { } operation || exception is null)
        {
            self.SetException(exception!);
            return;
        }

        self.SetResult();
        operation.Scheduler.Escaped(operation, exception);
    }
}
