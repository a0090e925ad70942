namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Operations that wait for one resource. Adding and removing cost the same however many wait.</summary>
internal sealed class WaitSet(Resource resource, ResourceTable table)
{
    private Waiter[] waiters = [];
    private Operation[] operations = [];

    public int Count { get; private set; }

    /// <summary>The waiting operations; an index here is one for <see cref="this[int]"/>.</summary>
    public ReadOnlySpan<Operation> Operations => operations.AsSpan(0, Count);

    public Waiter this[int index] => waiters[index];

    public void Add(Waiter waiter)
    {
        if (Count == 0)
        {
            table.BeginsToBeAwaited(resource);
        }

        if (Count == waiters.Length)
        {
            Array.Resize(ref waiters, Math.Max(4, Count * 2));
            Array.Resize(ref operations, waiters.Length);
        }

        waiter.Index = Count;
        waiters[Count] = waiter;
        operations[Count++] = waiter.Operation;
    }

    public void Remove(Waiter waiter)
    {
        var index = waiter.Index;
        if (index < 0)
        {
            return;
        }

        Count--;
        waiters[index] = waiters[Count];
        operations[index] = operations[Count];
        waiters[index].Index = index;
        waiters[Count] = null!;
        operations[Count] = null!;
        waiter.Index = -1;
    }
}
