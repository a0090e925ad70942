using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of the runtime's own awaiters. <c>GetResult</c> on something that is not complete waits synchronously
/// (<c>task.GetAwaiter().GetResult()</c>); in an async method it is complete, unless the run has ended and the method is being unwound.
/// </summary>
public static class ControlledTaskAwaiters
{
    public static void GetResult(ref TaskAwaiter self, long site)
    {
        Await(ref self, site);
        self.GetResult();
    }

    public static TResult GetResult<TResult>(ref TaskAwaiter<TResult> self, long site)
    {
        Await(ref self, site);
        return self.GetResult();
    }

    public static void GetResult(ref ConfiguredTaskAwaitable.ConfiguredTaskAwaiter self, long site)
    {
        Await(ref self, site);
        self.GetResult();
    }

    public static TResult GetResult<TResult>(ref ConfiguredTaskAwaitable<TResult>.ConfiguredTaskAwaiter self, long site)
    {
        Await(ref self, site);
        return self.GetResult();
    }

    public static void GetResult(ref ValueTaskAwaiter self, long site)
    {
        Await(ref self, site);
        self.GetResult();
    }

    public static TResult GetResult<TResult>(ref ValueTaskAwaiter<TResult> self, long site)
    {
        Await(ref self, site);
        return self.GetResult();
    }

    public static void GetResult(ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter self, long site)
    {
        Await(ref self, site);
        self.GetResult();
    }

    public static TResult GetResult<TResult>(ref ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter self, long site)
    {
        Await(ref self, site);
        return self.GetResult();
    }

    public static void GetResult(ref YieldAwaitable.YieldAwaiter self, long site)
    {
        if (Control.Current is { } operation && operation.Scheduler.IsUnwinding)
        {
            throw new OperationAbortedException();
        }

        self.GetResult();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool get_IsCompleted(ref TaskAwaiter self, long site) => Control.IsActive ? FindsComplete(ref self, self.IsCompleted, site) : self.IsCompleted;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool get_IsCompleted<TResult>(ref TaskAwaiter<TResult> self, long site) => Control.IsActive ? FindsComplete(ref self, self.IsCompleted, site) : self.IsCompleted;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool get_IsCompleted(ref ConfiguredTaskAwaitable.ConfiguredTaskAwaiter self, long site) => Control.IsActive ? FindsComplete(ref self, self.IsCompleted, site) : self.IsCompleted;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool get_IsCompleted<TResult>(ref ConfiguredTaskAwaitable<TResult>.ConfiguredTaskAwaiter self, long site) => Control.IsActive ? FindsComplete(ref self, self.IsCompleted, site) : self.IsCompleted;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool get_IsCompleted(ref ValueTaskAwaiter self, long site) => Control.IsActive ? FindsComplete(ref self, self.IsCompleted, site) : self.IsCompleted;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool get_IsCompleted<TResult>(ref ValueTaskAwaiter<TResult> self, long site) => Control.IsActive ? FindsComplete(ref self, self.IsCompleted, site) : self.IsCompleted;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool get_IsCompleted(ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter self, long site) => Control.IsActive ? FindsComplete(ref self, self.IsCompleted, site) : self.IsCompleted;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool get_IsCompleted<TResult>(ref ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter self, long site) => Control.IsActive ? FindsComplete(ref self, self.IsCompleted, site) : self.IsCompleted;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Await<TAwaiter>(ref TAwaiter awaiter, long site)
    {
        if (Control.IsActive)
        {
            AwaitUnderControl(ref awaiter, site);
        }
    }

    private static bool FindsComplete<TAwaiter>(ref TAwaiter self, bool isComplete, long site)
        where TAwaiter : struct
    {
        if (Control.Current is not { } operation)
        {
            return isComplete;
        }

        if (operation.Scheduler.FindsComplete(operation, ref self, isComplete, site))
        {
            return true;
        }

        // What others have done meanwhile, the next look will see.
        operation.Scheduler.LookedInVain(operation, site);
        return false;
    }

    private static void AwaitUnderControl<TAwaiter>(ref TAwaiter awaiter, long site)
    {
        if (Control.Observed is { } observed)
        {
            Observation.FoundComplete(observed, AwaiterIdentity<TAwaiter>.Get(ref awaiter));
        }

        if ((Control.Current is null && Control.Observed is null) || AwaiterIdentity<TAwaiter>.Get(ref awaiter) is not Task task)
        {
            return;
        }

        if (task.IsCompleted)
        {
            Control.Current?.Scheduler.Join(Control.Current, task, site);
            return;
        }

        if (Control.Current is { Scheduler.IsUnwinding: true })
        {
            throw new OperationAbortedException();
        }

        if (AwaiterIdentity<TAwaiter>.Source(ref awaiter) is not null)
        {
            // Such a source lets nobody wait: the real call throws.
            return;
        }

        TaskWaiting.Await(task, -1, default, site);
    }
}
