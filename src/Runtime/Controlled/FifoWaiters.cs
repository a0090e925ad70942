using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Operations that are woken in the order in which they came, where the BCL keeps that order.</summary>
internal sealed class FifoWaiters
{
    private readonly Queue<Waiter> queue = new();

    /// <summary>The queue that belongs to a resource.</summary>
    public static FifoWaiters Of(Resource resource) => (FifoWaiters)(resource.State ??= new FifoWaiters());

    public Waiter Add(Operation operation)
    {
        var waiter = new Waiter(operation);
        queue.Enqueue(waiter);
        return waiter;
    }

    /// <summary>Wakes the first that still waits.</summary>
    /// <returns>Whether there was one.</returns>
    public bool SignalOne()
    {
        while (queue.TryDequeue(out var waiter))
        {
            if (waiter.End(WaitOutcome.Woken))
            {
                return true;
            }
        }

        return false;
    }

    public void SignalAll()
    {
        while (SignalOne())
        {
        }
    }
}
