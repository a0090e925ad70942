using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>What a run on the real scheduler knows of one object that operations take or wait for. It does not keep the object.</summary>
internal sealed class ObservedResource(ResourceKind kind, Type type, long site)
{
    private const int MaxWaiting = 16; // of more, who lets which go on is not looked for: each would cost all others

    private ObservedSignal? lastSignal;
    private ObservedSignal? lastTaken;
    private ObservedSignal? lastOfEven;
    private ObservedSignal? lastOfOdd;
    private SignalsSince[] waiting = [];

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

    public void SignalledBy(ObservedOperation by, long site)
    {
        var signal = Set(ref lastSignal, by, site);
        foreach (var one in Volatile.Read(ref waiting))
        {
            one.Add(signal);
        }
    }

    /// <summary>Somebody begins to wait for a signal.</summary>
    /// <returns>What is signalled meanwhile; null where too many wait.</returns>
    public SignalsSince? BeginWait()
    {
        if (Volatile.Read(ref waiting).Length >= MaxWaiting)
        {
            return null;
        }

        var one = new SignalsSince(Type == typeof(ManualResetEvent) || Type == typeof(ManualResetEventSlim));
        Change(known => [.. known, one]);
        if (Volatile.Read(ref waiting) is { Length: > 1 } several)
        {
            Array.ForEach(several, static each => each.Share());
        }

        return one;
    }

    /// <summary>It is back.</summary>
    public void EndWait(SignalsSince? one)
    {
        if (one is not null)
        {
            Change(known => Array.FindAll(known, each => each != one));
        }
    }

    /// <summary>Somebody got what was signalled or given back: not those who wait still.</summary>
    public void Pass() => Array.ForEach(Volatile.Read(ref waiting), static one => one.Pass());

    public void TakenBy(ObservedOperation by, long site) => Set(ref lastTaken, by, site);

    private ref ObservedSignal? ArrivalsOf(long phase) => ref (long.IsEvenInteger(phase) ? ref lastOfEven : ref lastOfOdd);

    private static ObservedSignal Set(ref ObservedSignal? last, ObservedOperation by, long site)
    {
        if (Volatile.Read(ref last) is { } known && known.By == by && known.Site == site)
        {
            return known;
        }

        var signal = new ObservedSignal(by, site);
        Volatile.Write(ref last, signal);
        return signal;
    }

    private void Change(Func<SignalsSince[], SignalsSince[]> change)
    {
        SignalsSince[] known;
        do
        {
            known = Volatile.Read(ref waiting);
        }
        while (Interlocked.CompareExchange(ref waiting, change(known), known) != known);
    }
}
