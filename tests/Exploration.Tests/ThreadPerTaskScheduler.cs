namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>A scheduler such as a program may have of its own.</summary>
internal sealed class ThreadPerTaskScheduler : TaskScheduler
{
    protected override IEnumerable<Task> GetScheduledTasks() => [];

    protected override void QueueTask(Task task) => new Thread(() => TryExecuteTask(task)).Start();

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
}
