namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The operations that could run now. Adding, removing and indexing cost the same however many there are.</summary>
internal sealed class EnabledSet
{
    private Operation[] items = new Operation[16];

    public int Count { get; private set; }

    public ReadOnlySpan<Operation> Items => items.AsSpan(0, Count);

    public Operation this[int index] => items[index];

    public void Add(Operation operation)
    {
        if (operation.EnabledIndex >= 0)
        {
            return;
        }

        if (Count == items.Length)
        {
            Array.Resize(ref items, Count * 2);
        }

        operation.EnabledIndex = Count;
        items[Count++] = operation;
    }

    public void Remove(Operation operation)
    {
        var index = operation.EnabledIndex;
        if (index < 0)
        {
            return;
        }

        var last = items[--Count];
        items[index] = last;
        last.EnabledIndex = index;
        items[Count] = null!;
        operation.EnabledIndex = -1;
    }
}
