namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>Who goes on where something is completed that was awaited.</content>
internal sealed partial class Scheduler
{
    // Those who await a task are told of its end one right after the other.
    private Task? lastTold;

    /// <summary>Whatever is completed until <see cref="EndCompletion"/> resumes its awaiters on this stack, as the runtime does.</summary>
    /// <returns>What to give to <see cref="EndCompletion"/>.</returns>
    public static Queue<Suspension>? BeginCompletion(Operation operation)
    {
        var outer = operation.InlineQueue;
        operation.InlineQueue = new Queue<Suspension>();
        return outer;
    }

    /// <summary>Notes that somebody who awaits the task is told of its end. Of several, the runtime lets the first one go on at once, and sends the others elsewhere.</summary>
    /// <returns>Whether it is the first of them, or awaits no task.</returns>
    public bool TellsFirst(Task? completed)
    {
        var isFirst = completed is null || completed != lastTold;
        lastTold = completed ?? lastTold;
        return isFirst;
    }

    /// <summary>Resumes those who awaited what was completed since <see cref="BeginCompletion"/>.</summary>
    public static void EndCompletion(Operation operation, Queue<Suspension>? outer)
    {
        var queue = operation.InlineQueue!;
        operation.InlineQueue = outer;
        while (queue.TryDequeue(out var resumed))
        {
            resumed.ResumeOn(operation);
        }
    }
}
