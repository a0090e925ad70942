using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Controlled.Pool;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of the runtime's own awaiters where the program itself, not an async method, leaves them a delegate to call: it becomes an operation.</summary>
public static class ControlledAwaiterCallbacks
{
    public static void OnCompleted(ref TaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: true, site);

    public static void UnsafeOnCompleted(ref TaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: false, site);

    public static void OnCompleted<TResult>(ref TaskAwaiter<TResult> self, Action continuation, long site) => CallBack(ref self, continuation, flows: true, site);

    public static void UnsafeOnCompleted<TResult>(ref TaskAwaiter<TResult> self, Action continuation, long site) => CallBack(ref self, continuation, flows: false, site);

    public static void OnCompleted(ref ConfiguredTaskAwaitable.ConfiguredTaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: true, site);

    public static void UnsafeOnCompleted(ref ConfiguredTaskAwaitable.ConfiguredTaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: false, site);

    public static void OnCompleted<TResult>(ref ConfiguredTaskAwaitable<TResult>.ConfiguredTaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: true, site);

    public static void UnsafeOnCompleted<TResult>(ref ConfiguredTaskAwaitable<TResult>.ConfiguredTaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: false, site);

    public static void OnCompleted(ref ValueTaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: true, site);

    public static void UnsafeOnCompleted(ref ValueTaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: false, site);

    public static void OnCompleted<TResult>(ref ValueTaskAwaiter<TResult> self, Action continuation, long site) => CallBack(ref self, continuation, flows: true, site);

    public static void UnsafeOnCompleted<TResult>(ref ValueTaskAwaiter<TResult> self, Action continuation, long site) => CallBack(ref self, continuation, flows: false, site);

    public static void OnCompleted(ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: true, site);

    public static void UnsafeOnCompleted(ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: false, site);

    public static void OnCompleted<TResult>(ref ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: true, site);

    public static void UnsafeOnCompleted<TResult>(ref ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: false, site);

    public static void OnCompleted(ref YieldAwaitable.YieldAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: true, site);

    public static void UnsafeOnCompleted(ref YieldAwaitable.YieldAwaiter self, Action continuation, long site) => CallBack(ref self, continuation, flows: false, site);

    // An awaiter of the program's own may hand on what an async method gave it: that one's operation goes on by itself. What the runtime would send to the thread pool,
    // since it does not wait for anything, is sent to that of the run.
    private static void CallBack<TAwaiter>(ref TAwaiter awaiter, Action continuation, bool flows, long site)
        where TAwaiter : ICriticalNotifyCompletion
    {
        if (Control.Current is { } operation && continuation is not (null or { Target: Suspension }))
        {
            var context = flows ? ExecutionContext.Capture() : null;
            operation.Scheduler.Fork(operation, ref awaiter, () => PoolWork.In(context, continuation), site);
        }
        else if (Control.Current is { } handing && continuation is not null && GoesToPool(ref awaiter))
        {
            PoolWork.Queue(handing.Scheduler, continuation, site, flows);
        }
        else if (flows)
        {
            awaiter.OnCompleted(continuation!);
        }
        else
        {
            awaiter.UnsafeOnCompleted(continuation!);
        }
    }

    private static bool GoesToPool<TAwaiter>(ref TAwaiter awaiter) =>
        ResumptionContext.Current is null
        && (awaiter is YieldAwaitable.YieldAwaiter || AwaiterIdentity<TAwaiter>.Get(ref awaiter) is Task { IsCompleted: true });
}
