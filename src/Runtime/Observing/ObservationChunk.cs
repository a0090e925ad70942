using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>
/// Room for some events of one thread. Those that were read are used again: new memory costs more than recording does. Events have the numbers of the objects that
/// they speak of, each of which is here once: each collection would have to look through all that is recorded if events referred to objects.
/// </summary>
internal sealed class ObservationChunk
{
    public const int Size = 512;

    private const int Kept = 256;
    private const int Remembered = 64;

    private static readonly ConcurrentQueue<ObservationChunk> Free = new();

    private readonly Entry[] entries = new Entry[Size];
    private readonly ushort[] recent = new ushort[Remembered]; // the numbers of objects, by their hash codes
    private object?[] objects = new object?[Remembered]; // number 0 is null
    private int lastObject;
    private int count;
    private volatile ObservationChunk? next;

    private ObservationChunk()
    {
    }

    /// <summary>The one after this; it is there only once this one is full.</summary>
    public ObservationChunk? Next
    {
        get => next;
        set => next = value;
    }

    /// <summary>How many events there are, all of them whole.</summary>
    public int Count => Volatile.Read(ref count);

    public ObservedEvent this[int index]
    {
        get
        {
            ref readonly var entry = ref entries[index];
            var (operation, other) = (objects[entry.Operation], objects[entry.Other]);
            return new ObservedEvent(entry.Timestamp, (ObservedOperation?)operation, other, entry.Detail, entry.Site, entry.Subject, entry.Kind);
        }
    }

    public static ObservationChunk Get() => Free.TryDequeue(out var chunk) ? chunk : new ObservationChunk();

    public long TimestampOf(int index) => entries[index].Timestamp;

    public void Add(in ObservedEvent e)
    {
        entries[count] = new Entry(e.Timestamp, e.Detail, e.Site, e.Subject, NumberOf(e.Operation), NumberOf(e.Other), e.Kind);
        Volatile.Write(ref count, count + 1);
    }

    /// <summary>It has been read.</summary>
    public void Return()
    {
        if (Free.Count < Kept)
        {
            Array.Clear(recent);
            Array.Clear(objects, 0, lastObject + 1);
            (lastObject, count, next) = (0, 0, null);
            Free.Enqueue(this);
        }
    }

    private ushort NumberOf(object? mentioned)
    {
        if (mentioned is null)
        {
            return 0;
        }

        ref var number = ref recent[RuntimeHelpers.GetHashCode(mentioned) & (Remembered - 1)];
        if (objects[number] != mentioned)
        {
            if (++lastObject == objects.Length)
            {
                Array.Resize(ref objects, lastObject * 2);
            }

            number = (ushort)lastObject;
            objects[number] = mentioned;
        }

        return number;
    }

    private readonly record struct Entry(long Timestamp, long Detail, long Site, int Subject, ushort Operation, ushort Other, EventKind Kind);
}
