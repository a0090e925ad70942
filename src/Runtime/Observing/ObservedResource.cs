using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>What a run on the real scheduler knows of one object that operations take or wait for.</summary>
internal sealed class ObservedResource(int id, ResourceKind kind, object target, long site)
{
    private ObservedOperation? lastReleasedBy;

    public int Id { get; } = id;

    public ResourceKind Kind { get; } = kind;

    public object Target { get; } = target;

    public long Site { get; } = site;

    /// <summary>Who gave it back last: who lets the next one in.</summary>
    public ObservedOperation? LastReleasedBy
    {
        get => Volatile.Read(ref lastReleasedBy);
        set => Volatile.Write(ref lastReleasedBy, value);
    }
}
