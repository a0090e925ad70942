namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Locks that code on a thread holds, innermost last, so that what an operation leaves held is never entered recursively by the next.</summary>
internal sealed class HeldLocks
{
    private readonly List<(object Target, bool IsMonitor)> held = [];

    public int Count => held.Count;

    /// <summary>What was taken, and whether it is the monitor that every object has, or what the object itself is.</summary>
    public (object Target, bool IsMonitor) this[int index] => held[index];

    public void Add(object target, bool isMonitor = false) => held.Add((target, isMonitor));

    /// <summary>Takes off the innermost of them. An object's own <c>Equals</c> is the program's: it is not asked.</summary>
    public void Remove(object target, bool isMonitor = false)
    {
        for (var i = held.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(held[i].Target, target) && held[i].IsMonitor == isMonitor)
            {
                held.RemoveAt(i);
                return;
            }
        }
    }

    public void Clear() => held.Clear();
}
