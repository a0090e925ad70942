using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>
/// Tells those who wait for a task who completes it, and where: found among the task's continuations, just before it is complete. A continuation that is queued to the
/// thread pool could not tell, nor could one that runs after the task's operation has ended.
/// </summary>
internal static class TaskWaiters
{
    // Of combinations of combinations; those below are not told.
    private const int MaxDepth = 8;

    private static readonly ConcurrentDictionary<Type, (bool IsCombination, FieldInfo? Remaining)> Combinations = new();

    private static readonly FieldInfo? Wrapper = typeof(AsyncTaskMethodBuilder).Assembly
        .GetType("System.Runtime.CompilerServices.AsyncMethodBuilderCore+ContinuationWrapper")?.GetField("_continuation", BindingFlags.Instance | BindingFlags.NonPublic);

    // For those who begin to wait after they would have been told.
    private static readonly Completion?[] Recent = new Completion?[256];

    /// <summary>Somebody who waits for a task by an action of its own.</summary>
    public interface IWaiter
    {
        /// <summary>Whether it is blocked until then.</summary>
        bool IsBlocked { get; }

        /// <summary>What it waits for is completed; the last who says so is right.</summary>
        void CompletedBy(ObservedSignal signal);
    }

    /// <summary>The task whose delegate this thread runs; null where it runs none.</summary>
    public static Task? Running => RunningTask(null);

    /// <summary><paramref name="by"/> is about to complete <paramref name="task"/>.</summary>
    public static void Tell(Task? task, ObservedOperation by, long site)
    {
        if (task is { IsCompleted: false } && ContinuationOf(task) is { } continuation)
        {
            ObservedSignal? signal = null;
            Tell(continuation, by, site, ref signal, MaxDepth);
        }
    }

    /// <summary>The delegate of the task that this thread runs was <paramref name="by"/>, which has ended.</summary>
    public static void Ended(ObservedOperation by)
    {
        if (Running is { } task && !by.Recorder.IsStopped)
        {
            Volatile.Write(ref Recent[IndexOf(task)], new Completion(task.Id, by));
            Tell(task, by, 0);
        }
    }

    /// <summary>The operation that ended with this task a moment ago; null when not known.</summary>
    public static ObservedOperation? EndedWith(Task? task) =>
        task is not null && Volatile.Read(ref Recent[IndexOf(task)]) is { } recent && recent.Task == task.Id ? recent.By : null;

    /// <summary>A run is over: nobody of it will ask, and its memory is not kept for that.</summary>
    public static void Forget(ObservationRecorder recorder)
    {
        for (var i = 0; i < Recent.Length; i++)
        {
            if (Volatile.Read(ref Recent[i]) is { } recent && recent.By.Recorder == recorder)
            {
                Interlocked.CompareExchange(ref Recent[i], null, recent);
            }
        }
    }

    /// <summary>A waiter that goes on before the task is complete: one that lives long must not keep all who ever waited.</summary>
    public static void Remove(Task task, Action told)
    {
        if (!task.IsCompleted)
        {
            RemoveContinuation(task, told);
        }
    }

    /// <summary>Whether the task whose delegate this thread runs is cancelled by this exception, and not failed by it: that was asked for, by its own token.</summary>
    public static bool IsCanceledBy(OperationCanceledException exception) =>
        Running is { } task && TokenOf(task) is { IsCancellationRequested: true } token && token == exception.CancellationToken;

    private static void Tell(object continuation, ObservedOperation by, long site, ref ObservedSignal? signal, int depth)
    {
        switch (continuation)
        {
            case Action { Target: IWaiter { IsBlocked: true } waiter }:
                waiter.CompletedBy(signal ??= new ObservedSignal(by, site));
                break;
            case Action { Target: { } wrapper } when WrappedBy(wrapper) is { } wrapped:
                Tell(wrapped, by, site, ref signal, depth);
                break;
            case List<object?> several:
                lock (several) // as those do who add to it
                {
                    foreach (var one in several)
                    {
                        if (one is not null)
                        {
                            Tell(one, by, site, ref signal, depth);
                        }
                    }
                }

                break;
            case Task { IsCompleted: false } combination when depth > 0 && CompletesWithOne(combination) && ContinuationOf(combination) is { } next:
                Tell(next, by, site, ref signal, depth - 1);
                break;
        }
    }

    // WhenAny, Unwrap, WaitAsync; WhenAll when nothing else is missing. Not async methods: those go on, and say themselves when they are complete.
    private static bool CompletesWithOne(Task task)
    {
        var (isCombination, remaining) = Combinations.GetOrAdd(task.GetType(), static type => (
            type.Namespace == typeof(Task).Namespace,
            type.GetField("_remainingToComplete", BindingFlags.Instance | BindingFlags.NonPublic) ?? type.GetField("m_count", BindingFlags.Instance | BindingFlags.NonPublic)));
        return isCombination && remaining?.GetValue(task) is not > 1;
    }

    // While somebody listens to the runtime's events of tasks, it wraps what it is given.
    private static object? WrappedBy(object wrapper) => wrapper.GetType() == Wrapper?.DeclaringType ? Wrapper.GetValue(wrapper) : null;

    private static uint IndexOf(Task task) => (uint)task.Id % (uint)Recent.Length;

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "get_InternalCurrent")]
    private static extern Task? RunningTask(Task? type);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_CancellationToken")]
    private static extern CancellationToken TokenOf(Task task);

    private static object? ContinuationOf(Task task) => Volatile.Read(ref Continuation(task));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_continuationObject")]
    private static extern ref object? Continuation(Task task);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "RemoveContinuation")]
    private static extern void RemoveContinuation(Task task, object continuation);

    private sealed record Completion(int Task, ObservedOperation By);
}
