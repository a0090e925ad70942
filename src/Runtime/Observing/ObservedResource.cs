using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>What a run on the real scheduler knows of one object that operations take or wait for. It does not keep the object.</summary>
internal sealed class ObservedResource(ResourceKind kind, Type type, long site)
{
    private ObservedSignal? lastSignal;

    public ResourceKind Kind { get; } = kind;

    /// <summary>The object's type.</summary>
    public Type Type { get; } = type;

    public long Site { get; } = site;

    /// <summary>Its number in the trace; 0 before it has one. Whoever makes the trace gives it.</summary>
    public int Number { get; set; }

    /// <summary>Its name in the trace, once it has a number.</summary>
    public string Name { get; set; } = "";

    /// <summary>Who gave it back, or signalled it, last, and where: who lets the next one in.</summary>
    public ObservedSignal? LastSignal => Volatile.Read(ref lastSignal);

    public void SignalledBy(ObservedOperation by, long site)
    {
        if (lastSignal is not { } last || last.By != by || last.Site != site)
        {
            Volatile.Write(ref lastSignal, new ObservedSignal(by, site));
        }
    }
}
