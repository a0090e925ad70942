using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>The events of one thread: one writer, which never waits, and one reader at a time, which may look whenever it likes and takes what it has seen.</summary>
/// <param name="added">Called after a chunk was added, by the writer.</param>
internal sealed class ObservationBuffer(Action added)
{
    private ObservationChunk first = ObservationChunk.Get();
    private ObservationChunk? last;
    private int taken;

    /// <summary>Memory that a chunk takes, in bytes, about.</summary>
    public const int BytesPerChunk = ObservationChunk.Size * 48;

    /// <summary>The number that the system gives the thread.</summary>
    public int Thread { get; } = SystemCalls.ThisThread();

    /// <summary>The operation that the thread is blocked in, as far as it has said; null when it is not.</summary>
    public ObservedOperation? Blocked
    {
        get
        {
            var chunk = last;
            var count = chunk?.Count ?? 0;
            return count > 0 && chunk![count - 1] is { Kind: EventKind.Blocked, Subject: not ObservedEvent.HoldsNoThread } blocked ? blocked.Operation : null;
        }
    }

    /// <summary>The timestamp of the last event of the oldest chunk, once that is full.</summary>
    public long? FirstChunkEnd => first.Next is null ? null : first.TimestampOf(ObservationChunk.Size - 1);

    public void Add(in ObservedEvent recorded)
    {
        var chunk = last ??= first;
        if (chunk.Count == ObservationChunk.Size)
        {
            chunk = chunk.Next = last = ObservationChunk.Get();
            added();
        }

        chunk.Add(recorded);
    }

    /// <summary>Takes what was recorded before a time, up to the first event that was not.</summary>
    /// <returns>How many chunks were done with.</returns>
    public int Take(long until, List<ObservedEvent> into, TimeOrder order)
    {
        var freed = 0;
        while (true)
        {
            var next = first.Next; // before the count: once there is a next one, this one is full
            var count = first.Count;
            for (; taken < count && first.TimestampOf(taken) is var time && time < until; taken++)
            {
                order.Add(time);
                into.Add(first[taken]);
            }

            if (taken < count || next is null)
            {
                return freed;
            }

            first.Return();
            (first, taken) = (next, 0);
            freed++;
        }
    }

    /// <summary>Forgets the oldest chunk, which is full.</summary>
    /// <returns>How many events are lost with it.</returns>
    public int Drop()
    {
        var dropped = ObservationChunk.Size - taken;
        var done = first;
        (first, taken) = (done.Next!, 0);
        done.Return();
        return dropped;
    }
}
