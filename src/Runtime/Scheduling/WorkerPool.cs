using System.Collections.Concurrent;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Idle workers of the process. A run takes what it needs and gives it back at its end.</summary>
internal static class WorkerPool
{
    private const int MostIdle = 1024;

    private static readonly ConcurrentStack<Worker> Idle = new();
    private static int idle;

    public static Worker Take()
    {
        if (!Idle.TryPop(out var worker))
        {
            return Worker.Start();
        }

        Interlocked.Decrement(ref idle);
        return worker;
    }

    public static void Return(Worker worker)
    {
        if (ThreadBoundState.IsKept || Volatile.Read(ref idle) >= MostIdle)
        {
            worker.Retire();
            return;
        }

        worker.Run = null;
        worker.Assigned = null;
        Interlocked.Increment(ref idle);
        Idle.Push(worker);
    }
}
