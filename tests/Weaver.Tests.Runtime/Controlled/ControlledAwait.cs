using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledAwait
{
    public static bool IsActive => true;

    public static ControlledAwaiter<TAwaiter> Wrap<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine, bool critical, long site)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        Calls.Add(site);
        return new ControlledAwaiter<TAwaiter>(awaiter, critical);
    }
}
