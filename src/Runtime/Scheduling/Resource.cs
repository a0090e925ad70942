using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What the scheduler knows of one object that operations take, signal or wait for. The object itself stays the truth.</summary>
internal sealed class Resource(int id, ResourceKind kind, object target, long site)
{
    public int Id { get; } = id;

    public ResourceKind Kind { get; } = kind;

    public object Target { get; } = target;

    public long Site { get; } = site;

    /// <summary>Operations that wait, in no particular order: whom a release wakes is a decision.</summary>
    public WaitSet Waiters { get; } = new();

    /// <summary>Operations that hold it now, once for each time they took it.</summary>
    public List<Operation> Holders { get; } = [];

    /// <summary>What a controlled primitive keeps beside the real object (queues of asynchronous waiters, for example).</summary>
    public object? State { get; set; }

    /// <summary>
    /// Whether a blocked operation could go on although nobody told us, because code that is not woven changed the object. Where it takes more than
    /// waking any one of them, the probe wakes those that can go on, and says no.
    /// </summary>
    public Func<object, bool>? Probe { get; set; }

    /// <summary>The kernel handle that the object keeps in step with itself and that the program asked for.</summary>
    public WaitHandle? Handle { get; set; }

    /// <summary>The resource that stands for what an operation is blocked on: the first where it waits for one of several; null when it waits for no resource.</summary>
    public static Resource? Of(object? blockedOn) => blockedOn switch
    {
        Resource resource => resource,
        Resource[] { Length: > 0 } several => several[0],
        _ => null,
    };
}
