using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Controlled;

public readonly struct ControlledAwaiter<TAwaiter>(TAwaiter awaiter, bool critical) : ICriticalNotifyCompletion
    where TAwaiter : INotifyCompletion
{
    public void OnCompleted(Action continuation) => awaiter.OnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (critical)
        {
            ((ICriticalNotifyCompletion)awaiter).UnsafeOnCompleted(continuation);
        }
        else
        {
            awaiter.OnCompleted(continuation);
        }
    }
}
