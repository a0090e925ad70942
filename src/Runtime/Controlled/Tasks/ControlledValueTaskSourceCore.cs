using System.Threading.Tasks.Sources;
using ConcurrencyTrace.Runtime.Controlled.Pool;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="ManualResetValueTaskSourceCore{TResult}"/>, which sends continuations to the thread pool where it is told to run them
/// asynchronously, or where it finds itself complete when it is awaited.
/// </summary>
public static class ControlledValueTaskSourceCore
{
    public static void SetResult<TResult>(ref ManualResetValueTaskSourceCore<TResult> self, TResult result, long site)
    {
        using var completion = Begin(ref self, site, out var asynchronously);
        try
        {
            self.SetResult(result);
        }
        finally
        {
            self.RunContinuationsAsynchronously = asynchronously;
        }
    }

    public static void SetException<TResult>(ref ManualResetValueTaskSourceCore<TResult> self, Exception error, long site)
    {
        using var completion = Begin(ref self, site, out var asynchronously);
        try
        {
            self.SetException(error);
        }
        finally
        {
            self.RunContinuationsAsynchronously = asynchronously;
        }
    }

    public static void OnCompleted<TResult>(
        ref ManualResetValueTaskSourceCore<TResult> self, Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags, long site)
    {
        if (Control.Current is not { } operation || continuation is null || self.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            self.OnCompleted(continuation!, state, token, flags);
        }
        else
        {
            PoolWork.Queue(operation.Scheduler, () => continuation(state), site, flags.HasFlag(ValueTaskSourceOnCompletedFlags.FlowExecutionContext));
        }
    }

    // The continuations under control are the scheduler's: told inline, it resumes them as it is to.
    private static Completion Begin<TResult>(ref ManualResetValueTaskSourceCore<TResult> self, long site, out bool asynchronously)
    {
        asynchronously = self.RunContinuationsAsynchronously;
        var completion = Completion.Begin(site, inline: !asynchronously);
        if (Control.Current is not null)
        {
            self.RunContinuationsAsynchronously = false;
        }

        return completion;
    }
}
