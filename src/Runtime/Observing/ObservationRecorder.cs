using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>What is recorded on the real scheduler: a buffer a thread, put together by time as it is taken out. The clock is <see cref="Stopwatch"/>.</summary>
internal sealed class ObservationRecorder
{
    private static int lastNumber;

    [ThreadStatic]
    private static (ObservationRecorder? Recorder, ObservationBuffer Buffer) mine;

    private readonly ConcurrentDictionary<int, ObservationBuffer> buffers = new();
    private readonly ConditionalWeakTable<object, ObservedResource> resources = [];
    private readonly Lock reading = new();
    private long chunks;
    private int lastOperation;
    private int lastAnnotation;
    private int lastRequest;
    private volatile bool stopped;

    /// <summary>The time, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Tells runs of one process apart.</summary>
    public int Number { get; } = Interlocked.Increment(ref lastNumber);

    /// <summary>When the run began, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Begin { get; } = Stopwatch.GetTimestamp();

    /// <summary>How much memory events may take, in bytes, before <see cref="Full"/> is called.</summary>
    public long BufferBytes { get; init; } = long.MaxValue;

    /// <summary>Called by the thread that records more than fits: it is to take events out.</summary>
    public Action? Full { get; init; }

    /// <summary>Whether threads are marked with the operation that they run, for events of the runtime itself.</summary>
    public bool MarksThreads { get; init; }

    /// <summary>Whether it is recorded which operation each thread runs when, for samples of what threads do: an event each time that it changes.</summary>
    public bool TracksThreads { get; set; }

    /// <summary>Whether tasks that code which is not woven starts are operations, too.</summary>
    public bool TakesTasks { get; init; }

    public bool IsStopped => stopped;

    /// <summary>Memory that events take, in bytes, about.</summary>
    public long Bytes => Volatile.Read(ref chunks) * ObservationBuffer.BytesPerChunk;

    /// <summary>When the oldest whole chunk ends, as <see cref="Stopwatch.GetTimestamp"/> counts: before that hardly anything is kept.</summary>
    public long KeptSince => buffers.Values.Min(static b => b.FirstChunkEnd) ?? long.MinValue;

    /// <summary>What is still running records nothing from now on.</summary>
    public void Stop()
    {
        stopped = true;
        TaskWaiters.Forget(this);
    }

    /// <summary>Gives its memory back once all is taken out: threads and flows of control refer to it for as long as they live.</summary>
    public void Release() => buffers.Clear();

    /// <summary>Takes out what was recorded before a time.</summary>
    /// <param name="until">The time.</param>
    /// <param name="into">What it is added to, one thread after the other.</param>
    /// <param name="order">Their times.</param>
    public void Take(long until, List<ObservedEvent> into, TimeOrder order)
    {
        lock (reading)
        {
            foreach (var (_, buffer) in ByThread())
            {
                order.BeginRun();
                Interlocked.Add(ref chunks, -buffer.Take(until, into, order));
            }
        }
    }

    /// <summary>The threads that are blocked, and in which operation.</summary>
    public IEnumerable<(int Thread, ObservedOperation Operation)> BlockedThreads()
    {
        foreach (var (_, buffer) in ByThread())
        {
            if (buffer.Blocked is { } operation)
            {
                yield return (buffer.Thread, operation);
            }
        }
    }

    // A copy: what sorts asks first how many there are, and cannot do with threads that begin meanwhile.
    private IEnumerable<KeyValuePair<int, ObservationBuffer>> ByThread() => buffers.ToArray().OrderBy(b => b.Key);

    /// <summary>Forgets the oldest whole chunks, until the rest takes no more than so much memory and none of them ended before a time.</summary>
    /// <returns>How many events were forgotten.</returns>
    public long Forget(long bytes, long before)
    {
        var forgotten = 0L;
        lock (reading)
        {
            while (buffers.Values.Where(b => b.FirstChunkEnd is not null).MinBy(b => b.FirstChunkEnd) is { } oldest && (Bytes > bytes || oldest.FirstChunkEnd < before))
            {
                forgotten += oldest.Drop();
                Interlocked.Decrement(ref chunks);
            }
        }

        return forgotten;
    }

    /// <summary>The number of the next task or region that is annotated.</summary>
    public int NextAnnotation() => Interlocked.Increment(ref lastAnnotation);

    /// <summary>The number of the next I/O request.</summary>
    public int NextRequest() => Interlocked.Increment(ref lastRequest);

    public ObservedOperation Create(ObservedOperation? creator, OperationKind kind, string name, long site) => CreateAt(Now, creator, kind, name, site);

    /// <summary>An operation that was made a moment ago.</summary>
    public ObservedOperation CreateAt(long timestamp, ObservedOperation? creator, OperationKind kind, string name, long site)
    {
        var operation = new ObservedOperation(this, Interlocked.Increment(ref lastOperation), kind, name, creator, site);
        RecordAt(timestamp, EventKind.OperationCreated, creator, operation, 0, (long)kind, site);
        return operation;
    }

    public ObservedResource Resource(ObservedOperation by, object target, ResourceKind kind, long site)
    {
        if (resources.TryGetValue(target, out var known))
        {
            return known;
        }

        var made = new ObservedResource(kind, kind == ResourceKind.Channel ? ChannelOf.NameOf(target.GetType()) : target.GetType(), site);
        var kept = resources.GetOrAdd(target, made);
        if (kept == made)
        {
            Record(EventKind.ResourceCreated, by, made, 0, (long)kind, site);
        }

        return kept;
    }

    /// <summary>A resource of a value, which has no identity.</summary>
    public ObservedResource Resource(ObservedOperation by, Type type, ResourceKind kind, long site)
    {
        var made = new ObservedResource(kind, type, site);
        Record(EventKind.ResourceCreated, by, made, 0, (long)kind, site);
        return made;
    }

    public void Record(EventKind kind, ObservedOperation? operation, object? other, int subject, long detail, long site) =>
        RecordAt(Stopwatch.GetTimestamp(), kind, operation, other, subject, detail, site);

    /// <summary>Records what happened at another time: a moment ago.</summary>
    public void RecordAt(long timestamp, EventKind kind, ObservedOperation? operation, object? other, int subject, long detail, long site)
    {
        if (!stopped)
        {
            var buffer = mine.Recorder == this ? mine.Buffer : Buffer();
            buffer.Add(new ObservedEvent(timestamp, operation, other, detail, site, subject, kind));
        }
    }

    /// <summary>From now on this thread runs another operation, or none.</summary>
    public void RecordSwitch(ObservedOperation? operation)
    {
        if (!stopped)
        {
            var buffer = mine.Recorder == this ? mine.Buffer : Buffer();
            buffer.Add(new ObservedEvent(Stopwatch.GetTimestamp(), operation, null, 0, 0, SystemThread.Current, EventKind.None));
        }
    }

    // A thread that ended leaves its number, and so its buffer, to a later one.
    private ObservationBuffer Buffer()
    {
        var buffer = buffers.GetOrAdd(Environment.CurrentManagedThreadId, _ =>
        {
            Interlocked.Increment(ref chunks);
            return new ObservationBuffer(ChunkAdded);
        });
        mine = (this, buffer);
        return buffer;
    }

    private void ChunkAdded()
    {
        if (Interlocked.Increment(ref chunks) * ObservationBuffer.BytesPerChunk > BufferBytes)
        {
            Full?.Invoke();
        }
    }
}
