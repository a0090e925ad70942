using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>What a bracketed call is about.</summary>
/// <param name="Reason">Why whoever waits for it is blocked.</param>
/// <param name="Resource">What it waits for, takes or changes.</param>
/// <param name="Blocks">Whether the calling thread is likely to be held up.</param>
/// <param name="Done">What has happened when it succeeded: <see cref="EventKind.Acquired"/>, <see cref="EventKind.Sent"/>, <see cref="EventKind.Received"/>; or nothing to say.</param>
/// <param name="Mode">How it is taken.</param>
/// <param name="Io">The I/O that it does, if any.</param>
/// <param name="Phase">Of a barrier: which one it waits in.</param>
/// <param name="Queue">The channel or collection that something goes into; null for others.</param>
internal readonly record struct CallMeaning(
    BlockReason Reason,
    ObservedResource? Resource = null,
    bool Blocks = false,
    EventKind Done = EventKind.None,
    HoldMode Mode = HoldMode.Exclusive,
    IoKind? Io = null,
    long Phase = 0,
    object? Queue = null)
{
    /// <summary>Who lets whoever waits for it go on, as far as is known.</summary>
    public ObservedSignal? Signal => WaitsForRoom ? Resource?.LastTaken : Reason == BlockReason.Barrier ? Resource?.LastArrived(Phase) : Resource?.LastSignal;

    /// <summary>
    /// How many items there are now where something has gone in; negative where nobody knows. Counting what goes in and comes out would not do: who takes something says so
    /// later than the next one may have put something in its place.
    /// </summary>
    public long Items => Queue is null ? -1 : ChannelOf.Items(Queue);

    /// <summary>Whether it may be signalled several times before who waits is back; a lock is given back by one who holds it.</summary>
    public bool CountsSignals => Resource is not null && !WaitsForRoom && Reason is BlockReason.Event or BlockReason.Semaphore or BlockReason.ChannelReceive or BlockReason.Collection;

    private bool WaitsForRoom => Done == EventKind.Sent || Reason == BlockReason.ChannelSend;

    /// <summary>Others may go on for it: who is let through comes later.</summary>
    public void Begin(ObservedOperation by, long site)
    {
        switch (Done)
        {
            case EventKind.Sent:
                Resource?.SignalledBy(by, site);
                break;
            case EventKind.Received:
                Resource?.TakenBy(by, site);
                break;
        }
    }
}
