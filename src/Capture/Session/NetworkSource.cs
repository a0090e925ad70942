using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>An event source of the BCL that speaks of the network, with what is known of its events.</summary>
internal sealed class NetworkSource(IoKind kind)
{
    private const int HighestKept = 127; // the BCL numbers its events from 1

    private readonly NetworkEvent?[] events = new NetworkEvent?[HighestKept + 1];
    private readonly ConcurrentDictionary<(int, string?), NetworkEvent> others = new();

    public IoKind Kind { get; } = kind;

    /// <summary>What all events that are like this one have in common.</summary>
    public NetworkEvent Of(EventWrittenEventArgs written)
    {
        var id = written.EventId;
        return id is < 0 or > HighestKept
            ? others.GetOrAdd((id, written.EventName), static (_, written) => NetworkEvent.Of(written), written)
            : Volatile.Read(ref events[id]) ?? Keep(id, NetworkEvent.Of(written));
    }

    private NetworkEvent Keep(int id, NetworkEvent known)
    {
        Volatile.Write(ref events[id], known);
        return known;
    }
}
