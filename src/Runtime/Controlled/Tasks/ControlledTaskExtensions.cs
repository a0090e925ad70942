using System.Collections;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="TaskExtensions"/>: the original does the work, and whom an unwrapped task waits for is known.</summary>
public static class ControlledTaskExtensions
{
    public static Task Unwrap(Task<Task> task, long site) => Known(task, task.Unwrap(), static outer => ((Task<Task>)outer).Result);

    public static Task<TResult> Unwrap<TResult>(Task<Task<TResult>> task, long site) => Known(task, task.Unwrap(), static outer => ((Task<Task<TResult>>)outer).Result);

    private static T Known<T>(Task outer, T unwrapped, Func<Task, Task?> inner)
        where T : Task
    {
        if (Control.Current is { } operation && !outer.IsCompleted)
        {
            operation.Scheduler.Tasks.Add(unwrapped, new TaskInfo { Parts = new Awaited(outer, inner), PartsChange = true });
        }

        return unwrapped;
    }

    /// <summary>The task that is waited for now: the outer one, then the one that it returned.</summary>
    private sealed class Awaited(Task outer, Func<Task, Task?> inner) : IReadOnlyList<Task>
    {
        public int Count => 1;

        public Task this[int index] => outer.IsCompletedSuccessfully && inner(outer) is { } returned ? returned : outer;

        public IEnumerator<Task> GetEnumerator() => Enumerable.Repeat(this[0], Count).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
