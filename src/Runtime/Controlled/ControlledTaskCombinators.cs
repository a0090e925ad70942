using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of the members of <see cref="Task"/> that combine tasks.</summary>
public static class ControlledTaskCombinators
{
    public static Task WhenAll(IEnumerable<Task> tasks, long site)
    {
        if (Control.Current is null)
        {
            return Task.WhenAll(tasks);
        }

        var list = Listed(tasks);
        return Combine(Task.WhenAll(list), list, site);
    }

    public static Task WhenAll(Task[] tasks, long site) => Combine(Task.WhenAll(tasks), tasks, site);

    public static Task WhenAll(ReadOnlySpan<Task> tasks, long site) => Control.Current is null ? Task.WhenAll(tasks) : WhenAll(tasks.ToArray(), site);

    public static Task<TResult[]> WhenAll<TResult>(IEnumerable<Task<TResult>> tasks, long site)
    {
        if (Control.Current is null)
        {
            return Task.WhenAll(tasks);
        }

        var list = Listed(tasks);
        return Combine(Task.WhenAll(list), list, site);
    }

    public static Task<TResult[]> WhenAll<TResult>(Task<TResult>[] tasks, long site) => Combine(Task.WhenAll(tasks), tasks, site);

    public static Task<TResult[]> WhenAll<TResult>(ReadOnlySpan<Task<TResult>> tasks, long site) =>
        Control.Current is null ? Task.WhenAll(tasks) : WhenAll(tasks.ToArray(), site);

    public static Task<Task> WhenAny(IEnumerable<Task> tasks, long site)
    {
        if (Control.Current is null)
        {
            return Task.WhenAny(tasks);
        }

        var list = Listed(tasks);
        return Combine(Task.WhenAny(list), list, site, any: true);
    }

    public static Task<Task> WhenAny(Task[] tasks, long site) => Combine(Task.WhenAny(tasks), tasks, site, any: true);

    public static Task<Task> WhenAny(ReadOnlySpan<Task> tasks, long site) => Control.Current is null ? Task.WhenAny(tasks) : WhenAny(tasks.ToArray(), site);

    public static Task<Task> WhenAny(Task task1, Task task2, long site) =>
        Control.Current is null ? Task.WhenAny(task1, task2) : Combine(Task.WhenAny(task1, task2), [task1, task2], site, any: true);

    public static Task<Task<TResult>> WhenAny<TResult>(IEnumerable<Task<TResult>> tasks, long site)
    {
        if (Control.Current is null)
        {
            return Task.WhenAny(tasks);
        }

        var list = Listed(tasks);
        return Combine(Task.WhenAny(list), list, site, any: true);
    }

    public static Task<Task<TResult>> WhenAny<TResult>(Task<TResult>[] tasks, long site) => Combine(Task.WhenAny(tasks), tasks, site, any: true);

    public static Task<Task<TResult>> WhenAny<TResult>(ReadOnlySpan<Task<TResult>> tasks, long site) =>
        Control.Current is null ? Task.WhenAny(tasks) : WhenAny(tasks.ToArray(), site);

    public static Task<Task<TResult>> WhenAny<TResult>(Task<TResult> task1, Task<TResult> task2, long site) =>
        Control.Current is null ? Task.WhenAny(task1, task2) : Combine(Task.WhenAny(task1, task2), [task1, task2], site, any: true);

    public static IAsyncEnumerable<Task> WhenEach(IEnumerable<Task> tasks, long site) =>
        Control.Current is null || tasks is null ? Task.WhenEach(tasks!) : EachInOrderOfCompletion(Checked(Listed(tasks)), site);

    public static IAsyncEnumerable<Task> WhenEach(Task[] tasks, long site) =>
        Control.Current is null || tasks is null ? Task.WhenEach(tasks!) : EachInOrderOfCompletion(Checked(tasks), site);

    public static IAsyncEnumerable<Task> WhenEach(ReadOnlySpan<Task> tasks, long site) =>
        Control.Current is null ? Task.WhenEach(tasks) : EachInOrderOfCompletion(Checked(tasks.ToArray()), site);

    public static IAsyncEnumerable<Task<TResult>> WhenEach<TResult>(IEnumerable<Task<TResult>> tasks, long site) =>
        Control.Current is null || tasks is null ? Task.WhenEach(tasks!) : EachInOrderOfCompletion(Checked(Listed(tasks)), site);

    public static IAsyncEnumerable<Task<TResult>> WhenEach<TResult>(Task<TResult>[] tasks, long site) =>
        Control.Current is null || tasks is null ? Task.WhenEach(tasks!) : EachInOrderOfCompletion(Checked(tasks), site);

    public static IAsyncEnumerable<Task<TResult>> WhenEach<TResult>(ReadOnlySpan<Task<TResult>> tasks, long site) =>
        Control.Current is null ? Task.WhenEach(tasks) : EachInOrderOfCompletion(Checked(tasks.ToArray()), site);

    public static void WaitAll(Task[] tasks, long site)
    {
        TaskWaiting.AwaitAll(tasks, -1, default, site);
        Task.WaitAll(tasks!);
    }

    public static void WaitAll(ReadOnlySpan<Task> tasks, long site)
    {
        if (Control.IsActive)
        {
            WaitAll(tasks.ToArray(), site);
        }
        else
        {
            Task.WaitAll(tasks);
        }
    }

    public static void WaitAll(Task[] tasks, CancellationToken cancellationToken, long site)
    {
        TaskWaiting.AwaitAll(tasks, -1, cancellationToken, site);
        Task.WaitAll(tasks!, cancellationToken);
    }

    public static void WaitAll(IEnumerable<Task> tasks, CancellationToken cancellationToken, long site)
    {
        var list = Listed(tasks);
        TaskWaiting.AwaitAll(list, -1, cancellationToken, site);
        Task.WaitAll(list, cancellationToken);
    }

    public static bool WaitAll(Task[] tasks, int millisecondsTimeout, long site) => WaitAll(tasks, millisecondsTimeout, default, site);

    public static bool WaitAll(Task[] tasks, TimeSpan timeout, long site) =>
        Timeouts.TryTicks(timeout, out var ticks) && !TaskWaiting.AwaitAll(tasks, ticks, default, site)
            ? Task.WaitAll(tasks!, 0)
            : Task.WaitAll(tasks!, timeout);

    public static bool WaitAll(Task[] tasks, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Timeouts.TryTicks(millisecondsTimeout, out var ticks) && !TaskWaiting.AwaitAll(tasks, ticks, cancellationToken, site)
            ? Task.WaitAll(tasks!, 0, cancellationToken)
            : Task.WaitAll(tasks!, millisecondsTimeout, cancellationToken);

    public static int WaitAny(Task[] tasks, long site)
    {
        TaskWaiting.AwaitAny(tasks, -1, default, site);
        return Task.WaitAny(tasks);
    }

    public static int WaitAny(Task[] tasks, CancellationToken cancellationToken, long site)
    {
        TaskWaiting.AwaitAny(tasks, -1, cancellationToken, site);
        return Task.WaitAny(tasks, cancellationToken);
    }

    public static int WaitAny(Task[] tasks, int millisecondsTimeout, long site) => WaitAny(tasks, millisecondsTimeout, default, site);

    public static int WaitAny(Task[] tasks, TimeSpan timeout, long site) =>
        Timeouts.TryTicks(timeout, out var ticks) && !TaskWaiting.AwaitAny(tasks, ticks, default, site)
            ? Task.WaitAny(tasks, 0)
            : Task.WaitAny(tasks, timeout);

    public static int WaitAny(Task[] tasks, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Timeouts.TryTicks(millisecondsTimeout, out var ticks) && !TaskWaiting.AwaitAny(tasks, ticks, cancellationToken, site)
            ? Task.WaitAny(tasks, 0, cancellationToken)
            : Task.WaitAny(tasks, millisecondsTimeout, cancellationToken);

    // Listed once: the caller's sequence may be lazy and start the work.
    private static T[] Listed<T>(IEnumerable<T> tasks) => tasks is null ? null! : [.. tasks];

    private static T[] Checked<T>(T[] tasks) =>
        Array.Exists(tasks, static task => task is null) ? throw new ArgumentException("The tasks argument included a null value.", nameof(tasks)) : tasks;

    private static T Combine<T>(T combination, IEnumerable<Task> parts, long site, bool any = false)
        where T : Task
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Visit(operation, site);
            operation.Scheduler.Tasks.AddCombination(combination, parts, any);
        }

        return combination;
    }

    private static IAsyncEnumerable<T> EachInOrderOfCompletion<T>(T[] tasks, long site)
        where T : Task =>
        EachInOrderOfCompletion(new Queue<T>(tasks), site);

    // As the original: whoever enumerates it first takes them all, and whoever comes after gets nothing.
    private static async IAsyncEnumerable<T> EachInOrderOfCompletion<T>(Queue<T> left, long site, [EnumeratorCancellation] CancellationToken token = default)
        where T : Task
    {
        var tasks = left.ToArray();
        left.Clear();
        var completed = new Queue<T>();
        foreach (var task in tasks)
        {
            _ = task.ContinueWith(
                t => completed.Enqueue((T)t), token, TaskContinuationOptions.ExecuteSynchronously, ImmediateTaskScheduler.Instance);
        }

        for (var i = 0; i < tasks.Length; i++)
        {
            while (completed.Count == 0)
            {
                var unfinished = tasks.Where(t => !t.IsCompleted).ToArray();
                if (token.IsCancellationRequested && unfinished.Length == tasks.Length - i)
                {
                    // Whoever has to wait is told by a cancelled task; whoever need not, before it gets the next.
                    await Task.FromCanceled(token);
                }

                token.ThrowIfCancellationRequested();
                var next = Combine(Task.WhenAny(unfinished), unfinished, site, any: true);
                await ControlledAwait.Task(ControlledWaitAsync.WaitAsync(next, token, site), site);
            }

            token.ThrowIfCancellationRequested();
            yield return completed.Dequeue();
        }
    }
}
