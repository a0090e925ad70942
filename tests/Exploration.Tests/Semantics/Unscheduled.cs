namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Redirected members that are no scheduling points of their own: others cannot tell when they are called, or they are when it matters.</summary>
internal static class Unscheduled
{
    private static readonly string[] Members =
    [
        // They make something that nobody else has yet.
        "Mutex.New", "EventWaitHandle.New", "Semaphore.New", "Channels.Create", "Partitioner.Create", "SchedulerPair.New", "Thread.New", "Thread.set_Current", "TaskCompletionSource.New",
        "Hashtable.New", "ImmutableDictionary.", "ImmutableHashSet.", "ConcurrentDictionary.New", "FrozenDictionary.", "FrozenSet.",
        "ParallelEnumerable.", "ParallelPairs.", "PipeWriter.", "Progress.New", "PipeReader.",

        // They make a task, which is waited for at a point.
        "Task.Delay", "TaskCombinators.WhenAll", "TaskCombinators.WhenAny", "TaskCombinators.WhenEach", "WaitAsync.", "TaskFactoryFromAsync.", "TaskExtensions.",

        // They read what never changes, or the clock, which stands still.
        "AsyncResult.get_AsyncWaitHandle", "ConcurrentDictionary.get_Comparer", "TaskCompletionSource.get_Task", "Task.get_CreationOptions", "ThreadIdentity.", "DateTime.", "DateTimeOffset.", "Environment.", "Stopwatch.", "TimeProvider.Get",

        // They look at what they are called on first, and pass by what needs no control.
        "Disposable.", "AsyncDisposable.", "TaskAwaiters.", "AsyncTask.", "Task.get_Exception", "ValueTask.", "ValueTaskSourceCore.",

        // They compute.
        "EqualityComparer.", "HashCombination.", "String.",

        // They count as accesses to memory: points where operations were seen to conflict.
        "Array.", "Buffer.", "CancellationTokenSource.get_Token", "ReadOnlySpan.", "Span.", "ThreadLocal.",

        // They draw numbers, which are decisions.
        "Guid.", "Random.", "RandomNumberGenerator.",

        // Named handles belong to the machine.
        "EventWaitHandle.OpenExisting", "EventWaitHandle.TryOpenExisting", "Mutex.OpenExisting", "Mutex.TryOpenExisting", "Semaphore.OpenExisting", "Semaphore.TryOpenExisting",
    ];

    /// <summary>Whether the member is one of them.</summary>
    public static bool Contains(string target) => Members.Any(m => target.StartsWith(m, StringComparison.Ordinal));
}
