using ConcurrencyTrace.Runtime.Controlled;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Where the tasks of a controlled run are queued instead of the thread pool: each becomes an operation.</summary>
internal sealed class ControlledTaskScheduler(Scheduler scheduler, bool isHiddenByProgram) : TaskScheduler
{
    /// <summary>Whether its tasks hide it because the program says so; else the option is ours, and the program does not see it.</summary>
    public bool IsHiddenByProgram => isHiddenByProgram;

    /// <summary>A task was run that had been queued here.</summary>
    public event Action? RanTask;

    /// <summary>Whether what is meant for <paramref name="scheduler"/> is meant for the thread pool: it is the default, or this stand-in for it, which a task made by its constructor runs under.</summary>
    public static bool StandsFor(TaskScheduler scheduler) => ReferenceEquals(scheduler, Default) || scheduler is ControlledTaskScheduler;

    protected override void QueueTask(Task task)
    {
        if (scheduler.IsAdvancingClock || (Control.Current is { IsDetached: false } running && ReferenceEquals(running.Scheduler, scheduler)))
        {
            MakeOperation(task);
        }
        else
        {
            scheduler.Outside.Post(() => MakeOperation(task));
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        // Continuations that ask to run on the completing thread do, unless what is completed sends all elsewhere; a queued task is never pulled onto a waiter's stack.
        !taskWasPreviouslyQueued && Control.Current is { CompletesElsewhere: false } running && running.Scheduler.Tasks.RunWithin(running, task, TryExecuteTask);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void MakeOperation(Task task)
    {
        var operation = scheduler.Create(OperationKind.Task, (task.AsyncState as InheritedWork)?.Member ?? "", scheduler.Running?.Site ?? 0);
        operation.Task = task;
        operation.Work = () => Run(operation, task);
        scheduler.Tasks.Add(task, operation);
        scheduler.Enable(operation);
    }

    private void Run(Operation operation, Task task)
    {
        TryExecuteTask(task);
        if (operation.HasOwnThread)
        {
            // Which ends with it.
            HandleWaiting.AbandonMutexes(operation);
        }

        RanTask?.Invoke();
    }
}
