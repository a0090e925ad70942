using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>What a run on the real scheduler knows of one object that operations take or wait for. It does not keep the object.</summary>
internal sealed class ObservedResource(ResourceKind kind, Type type, long site)
{
    private ObservedSignal? lastSignal;
    private ObservedSignal? lastTaken;
    private ObservedSignal? lastOfEven;
    private ObservedSignal? lastOfOdd;

    public ResourceKind Kind { get; } = kind;

    /// <summary>The object's type.</summary>
    public Type Type { get; } = type;

    public long Site { get; } = site;

    /// <summary>Its number in the trace; 0 before it has one. Whoever makes the trace gives it.</summary>
    public int Number { get; set; }

    /// <summary>How many takings of it are not given back, as far as the trace is made. Whoever makes the trace counts.</summary>
    public int Depth { get; set; }

    /// <summary>Its name in the trace, once it has a number.</summary>
    public string Name { get; set; } = "";

    /// <summary>Who gave it back, signalled it, or put something in, last, and where: who lets the next one in.</summary>
    public ObservedSignal? LastSignal => Volatile.Read(ref lastSignal);

    /// <summary>Who took something out last, or said that there is no more, and where: who lets the next one in that waits for room.</summary>
    public ObservedSignal? LastTaken => Volatile.Read(ref lastTaken);

    /// <summary>Who came last to a phase of a barrier, and where. Those who go on from it may come to the next one before others have; to the next but one, they cannot.</summary>
    public ObservedSignal? LastArrived(long phase) => Volatile.Read(ref ArrivalsOf(phase));

    public void ArrivedBy(ObservedOperation by, long phase, long site) => Set(ref ArrivalsOf(phase), by, site);

    public void SignalledBy(ObservedOperation by, long site) => Set(ref lastSignal, by, site);

    public void TakenBy(ObservedOperation by, long site) => Set(ref lastTaken, by, site);

    private ref ObservedSignal? ArrivalsOf(long phase) => ref (long.IsEvenInteger(phase) ? ref lastOfEven : ref lastOfOdd);

    private static void Set(ref ObservedSignal? last, ObservedOperation by, long site)
    {
        if (Volatile.Read(ref last) is not { } known || known.By != by || known.Site != site)
        {
            Volatile.Write(ref last, new ObservedSignal(by, site));
        }
    }
}
