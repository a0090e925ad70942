using System.Collections.Concurrent;
using System.Diagnostics;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>The events of one run on the real scheduler: a buffer a thread, merged by time at the end. The clock is <see cref="Stopwatch"/>.</summary>
internal sealed class ObservationRecorder
{
    private static int lastNumber;

    [ThreadStatic]
    private static (ObservationRecorder? Recorder, ObservationBuffer Buffer) mine;

    private readonly ConcurrentDictionary<int, ObservationBuffer> buffers = new();
    private readonly ConcurrentDictionary<object, ObservedResource> resources = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentQueue<ObservedOperation> operations = new();
    private int lastOperation;
    private int lastResource;
    private int lastAnnotation;
    private volatile bool stopped;

    /// <summary>Tells runs of one process apart.</summary>
    public int Number { get; } = Interlocked.Increment(ref lastNumber);

    /// <summary>When the run began, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Begin { get; } = Stopwatch.GetTimestamp();

    public IReadOnlyList<ObservedOperation> Operations => [.. operations.OrderBy(o => o.Id)];

    public IReadOnlyList<ObservedResource> Resources => [.. resources.Values.OrderBy(r => r.Id)];

    /// <summary>Everything recorded, by time.</summary>
    public IReadOnlyList<ObservedEvent> Events => [.. buffers.OrderBy(b => b.Key).SelectMany(b => b.Value.Read()).OrderBy(e => e.Timestamp)];

    /// <summary>What is still running records nothing from now on.</summary>
    public void Stop()
    {
        foreach (var operation in operations)
        {
            operation.EndIfDone(); // on its way to saying so itself
        }

        stopped = true;
    }

    /// <summary>The number of the next task or region that is annotated.</summary>
    public int NextAnnotation() => Interlocked.Increment(ref lastAnnotation);

    public ObservedOperation Create(ObservedOperation? creator, OperationKind kind, string name, long site)
    {
        var operation = new ObservedOperation(this, Interlocked.Increment(ref lastOperation), kind, name, creator, site);
        operations.Enqueue(operation);
        Record(EventKind.OperationCreated, creator, operation, 0, (long)kind, site);
        return operation;
    }

    public ObservedResource Resource(ObservedOperation by, object target, ResourceKind kind, long site)
    {
        if (resources.TryGetValue(target, out var known))
        {
            return known;
        }

        var made = new ObservedResource(Interlocked.Increment(ref lastResource), kind, target, site);
        var kept = resources.GetOrAdd(target, made);
        if (kept == made)
        {
            Record(EventKind.ResourceCreated, by, null, made.Id, (long)kind, site);
        }

        return kept;
    }

    public void Record(EventKind kind, ObservedOperation? operation, ObservedOperation? other, int subject, long detail, long site, string? text = null)
    {
        if (!stopped)
        {
            var buffer = mine.Recorder == this ? mine.Buffer : Buffer();
            buffer.Add(new ObservedEvent(Stopwatch.GetTimestamp(), kind, operation, other, subject, detail, site, text));
        }
    }

    // A thread that ended leaves its number, and so its buffer, to a later one.
    private ObservationBuffer Buffer()
    {
        var buffer = buffers.GetOrAdd(Environment.CurrentManagedThreadId, static _ => new ObservationBuffer());
        mine = (this, buffer);
        return buffer;
    }
}
