using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration;

/// <summary>Keeps the thread that explores on one processor with the threads of the runs, for it hands over to them and back at every schedule.</summary>
internal sealed class CallerPlace : IDisposable
{
    // Now and then a run is left to the system's choice, so that explorations of several processes do not stay crowded on one processor.
    private const int RunsBetweenMoves = 64;

    private readonly int thread = KernelThread.Current;
    private int runs;

    /// <summary>Called by that thread before a run.</summary>
    public void Hold()
    {
        if (Processor.IsMainThread(thread))
        {
            return;
        }

        switch (runs++ % RunsBetweenMoves)
        {
            case 0:
                Processor.Unpin(thread);
                break;
            case 1:
                Processor.Pin(thread, Processor.Current);
                break;
        }
    }

    public void Dispose()
    {
        if (runs > 0)
        {
            Processor.Unpin(thread);
        }
    }
}
