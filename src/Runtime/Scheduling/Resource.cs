using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What the scheduler knows of one object that operations take, signal or wait for. The object itself stays the truth.</summary>
internal sealed class Resource
{
    public Resource(int id, ResourceKind kind, object target, long site, ResourceTable table)
    {
        Id = id;
        Kind = kind;
        Target = target;
        Site = site;
        Waiters = new WaitSet(this, table);
    }

    public int Id { get; }

    public ResourceKind Kind { get; }

    public object Target { get; }

    public long Site { get; }

    /// <summary>Operations that wait, in no particular order: whom a release wakes is a decision.</summary>
    public WaitSet Waiters { get; }

    /// <summary>Whether the table has it among those that are waited for.</summary>
    public bool IsListed { get; set; }

    /// <summary>Operations that hold it now, once for each time they took it.</summary>
    public List<Operation> Holders { get; } = [];

    /// <summary>Of a semaphore: permits that the run took more than it gave; negative where it gave more.</summary>
    public int PermitsTaken { get; set; }

    /// <summary>Of a semaphore: whether permits come from those who have taken none, so that nobody holds any.</summary>
    public bool IsSignal { get; set; }

    /// <summary>
    /// Of a semaphore: whether those who took permits gave them back, as with a lock, or others did, as where a consumer frees a producer's slots; null before the first.
    /// </summary>
    public bool? IsLock { get; set; }

    /// <summary>Of an event that the run has changed: whether it was set before; null while it is as it was.</summary>
    public bool? WasSet { get; set; }

    /// <summary>What a controlled primitive keeps beside the real object (queues of asynchronous waiters, for example).</summary>
    public object? State { get; set; }

    /// <summary>
    /// Whether a blocked operation could go on although nobody told us, because code that is not woven changed the object. Where it takes more than
    /// waking any one of them, the probe wakes those that can go on, and says no.
    /// </summary>
    public Func<object, bool>? Probe { get; set; }

    /// <summary>Whether somebody has asked for it who is served later and does not wait meanwhile; null where nobody can.</summary>
    public Func<bool>? IsAwaited { get; set; }

    /// <summary>The kernel handle that the object keeps in step with itself and that the program asked for.</summary>
    public WaitHandle? Handle { get; set; }

    /// <summary>Of a kernel handle that a task keeps: that task, which signals it when it completes.</summary>
    public Task? SignalledBy { get; set; }

    /// <summary>Of such a handle, and of the room in a collection: the resource of the object whose part it is.</summary>
    public Resource? Shows { get; set; }

    /// <summary>The resource that stands for what an operation is blocked on: the first where it waits for one of several; null when it waits for no resource.</summary>
    public static Resource? Of(object? blockedOn) => blockedOn switch
    {
        Resource resource => resource,
        Resource[] { Length: > 0 } several => several[0],
        _ => null,
    };
}
