using System.Collections.Concurrent;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Idle workers of the process. A run takes what it needs and gives it back at its end.</summary>
internal static class WorkerPool
{
    private static readonly ConcurrentStack<Worker> Idle = new();

    public static Worker Take() => Idle.TryPop(out var worker) ? worker : Worker.Start();

    public static void Return(Worker worker)
    {
        if (ThreadBoundState.IsKept)
        {
            worker.Retire();
            return;
        }

        worker.Run = null;
        worker.Assigned = null;
        Idle.Push(worker);
    }
}
