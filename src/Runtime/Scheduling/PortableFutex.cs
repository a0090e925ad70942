namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// What <see cref="Futex"/> is where the system's own is not known: a monitor. The program must not see that its thread waits in one: its
/// <see cref="SynchronizationContext"/> is not told, and an interrupt that comes meanwhile meets the program's own next wait.
/// </summary>
internal sealed class PortableFutex
{
    private readonly object gate = new();

    /// <summary>Sleeps while the word is <paramref name="value"/>. May also return for no reason.</summary>
    /// <param name="word">Changed before the call of <see cref="Wake"/>.</param>
    /// <param name="value">What it must be for the thread to sleep.</param>
    /// <param name="timeout">How long at most; for ever when negative.</param>
    public void Wait(ref int word, int value, TimeSpan timeout)
    {
        var context = HideContext();
        var isInterrupted = false;
        var end = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (Volatile.Read(ref word) == value)
        {
            var left = timeout < TimeSpan.Zero ? Timeout.Infinite : (int)Math.Max(0, end - Environment.TickCount64);
            if (left == 0)
            {
                break;
            }

            isInterrupted |= !TryWait(ref word, value, left);
        }

        Restore(context, isInterrupted);
    }

    /// <summary>Wakes the thread that sleeps.</summary>
    public void Wake()
    {
        var context = HideContext();
        var isInterrupted = false;
        while (!TryWake())
        {
            isInterrupted = true;
        }

        Restore(context, isInterrupted);
    }

    private static SynchronizationContext? HideContext()
    {
        var context = SynchronizationContext.Current;
        if (context is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        return context;
    }

    private static void Restore(SynchronizationContext? context, bool isInterrupted)
    {
        if (context is not null)
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        if (isInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private bool TryWait(ref int word, int value, int milliseconds)
    {
        try
        {
            lock (gate)
            {
                if (Volatile.Read(ref word) == value)
                {
                    Monitor.Wait(gate, milliseconds);
                }
            }

            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }

    private bool TryWake()
    {
        try
        {
            lock (gate)
            {
                Monitor.Pulse(gate);
            }

            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }
}
