using System.Collections;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <content>Channels and blocking collections.</content>
public static partial class ObservedCalls
{
    /// <summary>Writes to a channel.</summary>
    public static ObservedCall? Send(object target, long site) => Channel(target, BlockReason.ChannelSend, EventKind.Sent, site);

    /// <summary>Waits for room in a channel.</summary>
    public static ObservedCall? WaitToSend(object target, long site) => Channel(target, BlockReason.ChannelSend, EventKind.None, site);

    /// <summary>Reads from a channel.</summary>
    public static ObservedCall? Receive(object target, long site) => Channel(target, BlockReason.ChannelReceive, EventKind.Received, site);

    /// <summary>Waits for an item in a channel.</summary>
    public static ObservedCall? WaitToReceive(object target, long site) => Channel(target, BlockReason.ChannelReceive, EventKind.None, site);

    /// <summary>Says that no more will come through a channel.</summary>
    public static ObservedCall? SignalChannel(object target, long site) => target is null ? null : Signal(ChannelOf.End(target), ResourceKind.Channel, site);

    /// <summary>Adds to a blocking collection.</summary>
    public static ObservedCall? Put(object target, long site) =>
        Collection(target, EventKind.Sent, static collection => ChannelOf.Capacity(collection) is > 0 and var capacity && collection.Count >= capacity, site);

    /// <summary>Takes from a blocking collection.</summary>
    public static ObservedCall? Take(object target, long site) => Collection(target, EventKind.Received, static collection => collection.Count == 0, site);

    /// <summary>Says that nothing more will be added to a blocking collection.</summary>
    public static ObservedCall? SignalCollection(object target, long site) => Signal(target, ResourceKind.Collection, site);

    private static ObservedCall? Channel(object target, BlockReason reason, EventKind done, long site) =>
        Control.Observed is { } by && target is not null
            ? new ObservedCall(by, new CallMeaning(reason, by.Recorder.Resource(by, ChannelOf.End(target), ResourceKind.Channel, site), Done: done), site)
            : null;

    private static ObservedCall? Collection(object target, EventKind done, Func<ICollection, bool> blocks, long site) =>
        Control.Observed is { } by && target is ICollection collection
            ? new ObservedCall(by, new CallMeaning(BlockReason.Collection, by.Recorder.Resource(by, target, ResourceKind.Collection, site), blocks(collection), done), site) { Items = collection }
            : null;
}
