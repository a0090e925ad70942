namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The operations that could run now. Adding, removing and indexing cost the same however many there are.</summary>
internal sealed class EnabledSet
{
    private Operation[] items = new Operation[16];

    public int Count { get; private set; }

    public ReadOnlySpan<Operation> Items => items.AsSpan(0, Count);

    /// <summary>Them and one that cannot run yet, which comes last.</summary>
    public ReadOnlySpan<Operation> With(Operation other)
    {
        MakeRoom();
        items[Count] = other;
        return items.AsSpan(0, Count + 1);
    }

    public Operation this[int index] => items[index];

    public void Add(Operation operation)
    {
        if (operation.EnabledIndex >= 0)
        {
            return;
        }

        MakeRoom();
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

    private void MakeRoom()
    {
        if (Count == items.Length)
        {
            Array.Resize(ref items, Count * 2);
        }
    }
}
