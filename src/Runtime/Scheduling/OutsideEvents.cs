using System.Collections.Concurrent;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What threads that are not under control have to tell a run. Taken in only between steps, by whoever schedules.</summary>
internal sealed class OutsideEvents : IDisposable
{
    private readonly ConcurrentQueue<Action> queue = new();
    private readonly SemaphoreSlim arrived = new(0);

    /// <summary>Tells the run of a change; a run that is over no longer wants to know.</summary>
    public void Post(Action change)
    {
        queue.Enqueue(change);
        try
        {
            arrived.Release();
        }
        catch (ObjectDisposedException)
        {
            // The run ended while this thread was on its way here, and its result is known.
        }
    }

    /// <summary>Waits, in real time, until something arrives, and takes in everything that has.</summary>
    /// <param name="timeout">How long to wait; zero only takes in what is there.</param>
    /// <returns>False when nothing arrived in time.</returns>
    public bool WaitAndDrain(TimeSpan timeout)
    {
        var any = false;
        while (arrived.Wait(any ? TimeSpan.Zero : timeout))
        {
            any = true;
            queue.TryDequeue(out var change);
            change!();
        }

        return any;
    }

    public void Dispose() => arrived.Dispose();
}
