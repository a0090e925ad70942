namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Runs continuations at once on the thread that completed their antecedent, even for tasks that ask for asynchronous
/// continuations: how a scheduler is told of a completion. Never runs user code.
/// </summary>
internal sealed class ImmediateTaskScheduler : TaskScheduler
{
    public static ImmediateTaskScheduler Instance { get; } = new();

    protected override void QueueTask(Task task) => TryExecuteTask(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
