using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>What probes in woven code record on the real scheduler. Called only where <see cref="Control.Observed"/> is set.</summary>
internal static partial class Observation
{
    // What awaiting a task stands for, where it is not just a task.
    private static readonly ConditionalWeakTable<Task, Meaning> Meanings = [];

    /// <summary>Takes something that is held: tries first, and blocks for real when that fails.</summary>
    /// <returns>False when the time was up.</returns>
    public static bool Take<T>(ObservedOperation by, T target, ResourceKind kind, int milliseconds, long site, Func<T, int, bool> take)
        where T : class
    {
        var resource = by.Recorder.Resource(by, target, kind, site);
        if (!take(target, 0))
        {
            if (milliseconds == 0)
            {
                return false;
            }

            // Of a lock, the last who gave it back is who let the next one in.
            var signals = kind == ResourceKind.Semaphore ? resource.BeginWait() : null;
            using var wait = Wait(by, ReasonOf(kind), resource, site);
            try
            {
                if (!take(target, milliseconds))
                {
                    return false;
                }
            }
            finally
            {
                resource.EndWait(signals);
            }

            wait.EndedBy(signals is null ? resource.LastSignal : signals.Waker(resource.LastSignal));
        }

        resource.Pass();
        Record(EventKind.Acquired, by, resource, 0, 0, site);
        return true;
    }

    /// <summary>Lets a monitor go, waits for its pulse, and takes it again.</summary>
    public static bool WaitOutside(ObservedOperation by, object target, long site, Func<object, bool> wait)
    {
        Releasing(target, ResourceKind.Monitor, site);
        var resource = by.Recorder.Resource(by, target, ResourceKind.Monitor, site);
        try
        {
            using var blocked = Wait(by, BlockReason.MonitorWait, resource, site);
            var woken = wait(target);
            blocked.EndedBy(woken ? resource.LastSignal : null);
            return woken;
        }
        finally
        {
            Record(EventKind.Acquired, by, resource, 0, 0, site);
        }
    }

    /// <summary>What was taken is about to be given back: recorded before, so that who takes it next comes later.</summary>
    public static void Releasing(object target, ResourceKind kind, long site, int count = 1)
    {
        if (Control.Observed is { } by)
        {
            var resource = by.Recorder.Resource(by, target, kind, site);
            resource.SignalledBy(by, site);
            while (count-- > 0)
            {
                Record(EventKind.Released, by, resource, 0, 0, site);
            }
        }
    }

    /// <summary>A wait of the calling thread, until disposed.</summary>
    public static BlockedThread Wait(ObservedOperation by, BlockReason reason, ObservedResource? resource, long site) =>
        new(by, reason, site, by.TryBlockThread(reason, resource, site));

    /// <summary>A wait of the calling thread, until disposed; nothing where nothing is observed.</summary>
    public static BlockedThread? Wait(BlockReason reason, long site) =>
        Control.Observed is { } by ? Wait(by, reason, null, site) : null;

    /// <summary>A synchronous wait for tasks.</summary>
    /// <returns>What the wait returns: whether they are complete, as far as they have to be.</returns>
    public static bool WaitFor(ObservedOperation by, Task[] tasks, long site, Func<bool> wait)
    {
        using var blocked = Wait(by, BlockReason.TaskWait, null, site);
        Action told = blocked.Completed;
        foreach (var task in tasks)
        {
            task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(told);
        }

        var complete = wait();
        blocked.EndedBy(complete ? blocked.Completer : null);
        foreach (var task in tasks)
        {
            SeenComplete(task);
            TaskWaiters.Remove(task, told);
        }

        return complete;
    }

    /// <summary>Waits for a thread to end.</summary>
    /// <returns>False when the time was up.</returns>
    public static bool Join(ObservedOperation by, Thread thread, ObservedOperation? ofThread, int milliseconds, long site)
    {
        if (!thread.IsAlive || milliseconds == 0)
        {
            return thread.Join(milliseconds);
        }

        using var blocked = Wait(by, BlockReason.Join, null, site);
        var ended = thread.Join(milliseconds);
        blocked.EndedBy(ended && ofThread is not null ? new ObservedSignal(ofThread, 0) : null);
        return ended;
    }

    /// <summary>Says what somebody who awaits the task waits for.</summary>
    public static void Means(Task task, ObservedCall call) => Meanings.AddOrUpdate(task, new Meaning(call.Meaning.Reason, call.Meaning.Resource, call));

    /// <summary>A task that a call returned may be seen to be complete before what is to be told of it is: whoever goes on with it goes on after its end.</summary>
    public static void SeenComplete(Task task)
    {
        if (task.IsCompleted && Meanings.TryGetValue(task, out var meaning))
        {
            meaning.Call?.EndLater(task);
        }
    }

    /// <summary>A delay that was begun.</summary>
    public static Task Delay(Task delay)
    {
        if (!delay.IsCompleted && Control.Observed is not null)
        {
            Meanings.AddOrUpdate(delay, new Meaning(BlockReason.Delay, null, null));
        }

        return delay;
    }

    /// <summary>Taking a semaphore asynchronously: <paramref name="attempt"/> is complete when that is done.</summary>
    public static T TakeLater<T>(ObservedOperation by, SemaphoreSlim target, T attempt, long site)
        where T : Task
    {
        var resource = by.Recorder.Resource(by, target, ResourceKind.Semaphore, site);
        if (!attempt.IsCompleted)
        {
            var call = new ObservedCall(by, new CallMeaning(BlockReason.Semaphore, resource, Done: EventKind.Acquired), site);
            return ObservedCalls.Follow(call, attempt, static done => (done is not Task<bool> { Result: false }, 0));
        }

        if (attempt.IsCompletedSuccessfully && attempt is not Task<bool> { Result: false })
        {
            resource.Pass();
            Record(EventKind.Acquired, by, resource, 0, 0, site);
        }

        return attempt;
    }

    /// <summary>Something that <paramref name="by"/> does on its own thread.</summary>
    public static void Record(EventKind kind, ObservedOperation by, ObservedResource? resource, int subject, long detail, long site)
    {
        WentOn();
        by.Recorder.Record(kind, by, resource, subject, detail, site);
    }

    /// <summary>The caller goes on beside what has suspended in its step.</summary>
    public static void WentOn() => pending = null;

    private static BlockReason ReasonOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Semaphore => BlockReason.Semaphore,
        ResourceKind.Lazy => BlockReason.LazyInitialization,
        _ => BlockReason.Lock,
    };

    private sealed record Meaning(BlockReason Reason, ObservedResource? Resource, ObservedCall? Call);
}
