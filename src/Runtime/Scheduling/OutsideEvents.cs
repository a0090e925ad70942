using System.Collections.Concurrent;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What threads that are not under control have to tell a run. Taken in only between steps, by whoever schedules.</summary>
internal sealed class OutsideEvents : IDisposable
{
    private readonly ConcurrentQueue<Action> queue = new();
    private readonly SemaphoreSlim arrived = new(0);

    public void Post(Action change)
    {
        queue.Enqueue(change);
        arrived.Release();
    }

    /// <summary>Takes in what has arrived.</summary>
    /// <returns>Whether anything had.</returns>
    public bool Drain()
    {
        var any = false;
        while (arrived.Wait(0))
        {
            any = true;
            queue.TryDequeue(out var change);
            change!();
        }

        return any;
    }

    /// <summary>Waits, in real time, until something arrives, and takes it in.</summary>
    /// <returns>False when nothing arrived in time.</returns>
    public bool WaitAndDrain(TimeSpan timeout)
    {
        if (!arrived.Wait(timeout))
        {
            return false;
        }

        queue.TryDequeue(out var change);
        change!();
        Drain();
        return true;
    }

    public void Dispose() => arrived.Dispose();
}
