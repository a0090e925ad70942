using System.Collections.Concurrent;

namespace ConcurrencyTrace.Exploration.Coyote;

/// <summary>Gives each task a thread of its own: Coyote's engine blocks its task for a whole exploration, which a pool thread should not be.</summary>
internal sealed class ThreadPerTaskScheduler : TaskScheduler
{
    private readonly ConcurrentQueue<Thread> threads = new();

    /// <summary>Waits for every thread that was started.</summary>
    public void Join()
    {
        while (threads.TryDequeue(out var thread))
        {
            thread.Join();
        }
    }

    protected override void QueueTask(Task task)
    {
        var thread = new Thread(() => TryExecuteTask(task)) { IsBackground = true, Name = "Coyote task" };
        threads.Enqueue(thread);
        thread.UnsafeStart();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
