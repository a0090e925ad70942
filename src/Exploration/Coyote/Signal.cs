namespace ConcurrencyTrace.Exploration.Coyote;

/// <summary>Counts signals and waits for them. Unlike the runtime's own, it holds nothing that a thread which is still leaving could find disposed.</summary>
internal sealed class Signal
{
    private readonly object gate = new();
    private volatile int count;

    /// <summary>Lets one wait pass.</summary>
    public void Send()
    {
        lock (gate)
        {
            count++;
            Monitor.Pulse(gate);
        }
    }

    /// <exception cref="ThreadInterruptedException">The thread was interrupted.</exception>
    public void Await()
    {
        // The answer is often a few microseconds away, which is less than going to sleep takes.
        for (var spin = default(SpinWait); count == 0 && !spin.NextSpinWillYield;)
        {
            spin.SpinOnce();
        }

        lock (gate)
        {
            while (count == 0)
            {
                Monitor.Wait(gate);
            }

            count--;
        }
    }
}
