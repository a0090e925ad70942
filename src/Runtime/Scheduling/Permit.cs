using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// What one thread waits for and another gives: at most one at a time. Handing the turn from thread to thread is most of what a schedule costs, and
/// spinning for it makes it dearer, for on a small machine the spinner keeps the processor from the one it waits for.
/// </summary>
internal sealed unsafe class Permit
{
    private const int Sleeping = -1;
    private const int None = 0;
    private const int Given = 1;

    private readonly int[] word = GC.AllocateArray<int>(1, pinned: true);
    private readonly int* address;
    private readonly PortableFutex portable = new();

    public Permit() => address = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(word, 0);

    /// <summary>Gives the permit; nothing happens when it is there already.</summary>
    public void Give()
    {
        if (Interlocked.Exchange(ref word[0], Given) == Sleeping)
        {
            Wake();
        }
    }

    /// <summary>Waits for the permit and takes it.</summary>
    public void Take()
    {
        while (!TryTake(Timeout.InfiniteTimeSpan))
        {
        }
    }

    /// <summary>Waits for a while and takes the permit if it came.</summary>
    /// <param name="timeout">How long at most; for ever when negative.</param>
    /// <returns>False when it did not come: time was up, or the wait ended for no reason.</returns>
    public bool TryTake(TimeSpan timeout)
    {
        if (Interlocked.CompareExchange(ref word[0], Sleeping, None) == None)
        {
            Sleep(timeout);
        }

        return Interlocked.Exchange(ref word[0], None) == Given;
    }

    private void Wake()
    {
        if (Futex.IsSupported)
        {
            Futex.Wake(address);
        }
        else
        {
            portable.Wake();
        }
    }

    private void Sleep(TimeSpan timeout)
    {
        if (Futex.IsSupported)
        {
            Futex.Wait(address, Sleeping, timeout);
        }
        else
        {
            portable.Wait(ref word[0], Sleeping, timeout);
        }
    }
}
