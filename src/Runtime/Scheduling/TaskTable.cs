using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What is known of the tasks of a run, and of other things that are awaited: who completes them, and what waiting for them means.</summary>
internal sealed class TaskTable
{
    private readonly Dictionary<object, TaskInfo> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether an awaited thing may be completed from outside: nothing is known of it, or it is complete when other tasks are.</summary>
    public static bool MayDependOnOutside(TaskInfo? info) => info is null || info.Completer is not null || info.Parts.Count > 0;

    /// <summary>Whether those who await the task never go on on the stack of whoever completes it.</summary>
    public bool ContinuesAsynchronously(Task task) =>
        (task.CreationOptions & TaskCreationOptions.RunContinuationsAsynchronously) != 0 || Find(task) is { ContinuesAsynchronously: true };

    public TaskInfo? Find(object awaited) => known.GetValueOrDefault(awaited) ?? EarlierTasks.Find(awaited);

    /// <summary>A task that <paramref name="completer"/> completes by ending.</summary>
    public void Add(object? task, Operation completer) => Add(task, new TaskInfo { Completer = completer });

    /// <summary>A task that is complete when others are: all of one is that one itself, of which more is known already.</summary>
    /// <param name="task">The task.</param>
    /// <param name="parts">The others.</param>
    /// <param name="any">Whether one of them is enough.</param>
    public T AddCombination<T>(T task, IEnumerable<Task> parts, bool any = false)
        where T : Task
    {
        Task[] its = [.. parts];
        if (!its.Contains(task))
        {
            Add(task, new TaskInfo { Parts = its, IsAny = any });
        }

        return task;
    }

    /// <summary>
    /// The first of the tasks that failed and whose exception nobody has looked at; null when there is none. An exception that was never thrown, by which a library
    /// tells whoever may ask that there will be no result, is none of them.
    /// </summary>
    public Task? FirstUnobserved() => known
        .Where(static pair => pair.Key is Task { IsFaulted: true } task && !TaskObservation.IsObserved(task) && !IsMessage(task, pair.Value))
        .Select(static pair => (Task)pair.Key)
        .FirstOrDefault();

    /// <summary>Looks at what was thrown to unwind operations, in each task that failed by it and those made of them, so that the runtime's finaliser does not report it as unobserved.</summary>
    public void ObserveAborted()
    {
        foreach (var task in known.Keys.OfType<Task>())
        {
            if (task.IsFaulted && TaskObservation.Peek(task) is OperationAbortedException)
            {
                _ = task.Exception;
            }
        }
    }

    /// <summary>The run has ended: what it leaves unfinished, later runs may find in static fields.</summary>
    public void Leave()
    {
        foreach (var (task, info) in known)
        {
            EarlierTasks.Leave(task, info);
        }
    }

    /// <summary>An async method failed in <paramref name="operation"/>: nothing may be known of its task, where it never had to wait.</summary>
    public void AddFailed(Task task, Operation operation)
    {
        if (!known.ContainsKey(task))
        {
            Add(task, operation);
        }
    }

    /// <summary>A task has its result, of which nothing else is to be said than <paramref name="info"/>: nobody will wait for it, and it would be kept until the run ends.</summary>
    public void Forget(Task task, TaskInfo info)
    {
        if (Find(task) == info)
        {
            known.Remove(task);
        }
    }

    public void Add(object? task, TaskInfo info)
    {
        if (task is not null)
        {
            known[task] = info;
        }
    }

    /// <summary>
    /// Runs a task within <paramref name="running"/>, which is whom those who await it wait for meanwhile. What it threw is still to be looked at when it has run.
    /// </summary>
    /// <param name="running">Who runs it.</param>
    /// <param name="task">The task, which another may be running.</param>
    /// <param name="tryExecute">Runs it, unless another has begun to.</param>
    /// <returns>Whether it was run.</returns>
    public bool RunWithin(Operation running, Task task, Func<Task, bool> tryExecute)
    {
        var before = known.GetValueOrDefault(task);
        var info = new TaskInfo { Completer = running };
        var ran = false;
        Add(task, info);
        try
        {
            return ran = tryExecute(task);
        }
        finally
        {
            if (!ran && before is not null)
            {
                Add(task, before);
            }
            else if (!task.IsFaulted)
            {
                Forget(task, info);
            }
        }
    }

    private static bool IsMessage(Task failed, TaskInfo info) =>
        SiteTable.IsOfLibrary(info.Source) && TaskObservation.Peek(failed) is { StackTrace: null };
}

/// <summary>What is known of one task.</summary>
internal class TaskInfo
{
    /// <summary>The operation whose end completes it; null when it is completed otherwise.</summary>
    public Operation? Completer { get; init; }

    /// <summary>Where the completion source that it belongs to was made; 0 when it belongs to none.</summary>
    public long Source { get; init; }

    /// <summary>Why somebody who awaits it is blocked.</summary>
    public BlockReason Reason { get; init; } = BlockReason.TaskAwait;

    /// <summary>What it stands for: the semaphore of a <c>WaitAsync</c>, for example.</summary>
    public Resource? Resource { get; init; }

    /// <summary>What completes it at a time, where whoever awaits it waits for nothing else; null otherwise.</summary>
    public ClockEntry? Alarm { get; set; }

    /// <summary>The tasks it is made of.</summary>
    public IReadOnlyList<Task> Parts { get; init; } = [];

    /// <summary>Whether <see cref="Parts"/> may be others later.</summary>
    public bool PartsChange { get; init; }

    /// <summary>Whether one of <see cref="Parts"/> is enough to complete it.</summary>
    public bool IsAny { get; init; }

    /// <summary>Whether those who await it never go on on the stack of whoever completes it, though its own options do not say so.</summary>
    public bool ContinuesAsynchronously { get; init; }

    /// <summary>Has whoever completes it tell a suspension, without the task's own list of those who wait.</summary>
    /// <returns>False when only the task itself tells.</returns>
    public virtual bool TryTell(Suspension suspended) => false;
}
