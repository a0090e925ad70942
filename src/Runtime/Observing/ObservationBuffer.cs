namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>The events of one thread: one writer, which never waits, and a reader that may look at any time.</summary>
internal sealed class ObservationBuffer
{
    private readonly Chunk first = new();
    private Chunk last;

    public ObservationBuffer() => last = first;

    public void Add(in ObservedEvent added)
    {
        var chunk = last;
        if (chunk.Count == Chunk.Size)
        {
            chunk = chunk.Next = last = new Chunk();
        }

        chunk.Events[chunk.Count] = added;
        Volatile.Write(ref chunk.Count, chunk.Count + 1);
    }

    public IEnumerable<ObservedEvent> Read()
    {
        for (var chunk = first; chunk is not null; chunk = chunk.Next)
        {
            var count = Volatile.Read(ref chunk.Count);
            for (var i = 0; i < count; i++)
            {
                yield return chunk.Events[i];
            }
        }
    }

    private sealed class Chunk
    {
        public const int Size = 512;

        public int Count;

        public volatile Chunk? Next;

        public ObservedEvent[] Events { get; } = new ObservedEvent[Size];
    }
}
