using System.Collections.Concurrent;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>Room for some events of one thread. Those that were read are used again: new memory costs more than recording does.</summary>
internal sealed class ObservationChunk
{
    public const int Size = 512;

    private const int Kept = 256;

    private static readonly ConcurrentQueue<ObservationChunk> Free = new();

    private volatile ObservationChunk? next;

    public int Count;

    private ObservationChunk()
    {
    }

    /// <summary>The one after this; it is there only once this one is full.</summary>
    public ObservationChunk? Next
    {
        get => next;
        set => next = value;
    }

    public ObservedEvent[] Events { get; } = new ObservedEvent[Size];

    public static ObservationChunk Get() => Free.TryDequeue(out var chunk) ? chunk : new ObservationChunk();

    /// <summary>It has been read.</summary>
    public void Return()
    {
        if (Free.Count < Kept)
        {
            Array.Clear(Events);
            (Count, next) = (0, null);
            Free.Enqueue(this);
        }
    }
}
