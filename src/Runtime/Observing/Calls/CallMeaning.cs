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
internal readonly record struct CallMeaning(
    BlockReason Reason,
    ObservedResource? Resource = null,
    bool Blocks = false,
    EventKind Done = EventKind.None,
    HoldMode Mode = HoldMode.Exclusive,
    IoKind? Io = null,
    long Phase = 0)
{
    /// <summary>Who lets whoever waits for it go on, as far as is known.</summary>
    public ObservedSignal? Signal => WaitsForRoom ? Resource?.LastTaken : Reason == BlockReason.Barrier ? Resource?.LastArrived(Phase) : Resource?.LastSignal;

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
