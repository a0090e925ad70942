namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>
/// What is signalled or given back while somebody waits for it. The last who did so before the waiter is back need not be the one who let it go on: others may have come
/// in between.
/// </summary>
/// <param name="letsAllGo">Whether one signal lets all go who wait, and not one of them.</param>
internal sealed class SignalsSince(bool letsAllGo)
{
    private readonly Lock gate = new();
    private ObservedSignal? first;
    private int count;
    private bool isOneOfSeveral;

    /// <summary>Who let the waiter go on, where somebody has signalled since it began to wait; nobody where that may have been any of several.</summary>
    /// <param name="last">The last signal.</param>
    public ObservedSignal? Waker(ObservedSignal? last)
    {
        lock (gate)
        {
            return count == 0 ? last : count > 1 && isOneOfSeveral && !letsAllGo ? null : first;
        }
    }

    public void Add(ObservedSignal signal)
    {
        lock (gate)
        {
            first ??= signal;
            count++;
        }
    }

    /// <summary>Another waits for the same: which of them a signal is for, nobody says.</summary>
    public void Share()
    {
        lock (gate)
        {
            isOneOfSeveral = true;
        }
    }

    /// <summary>Another was let through: what was signalled until now was for that one.</summary>
    public void Pass()
    {
        lock (gate)
        {
            if (count == 1 && !letsAllGo)
            {
                (first, count) = (null, 0);
            }
            else
            {
                isOneOfSeveral = true;
            }
        }
    }
}
