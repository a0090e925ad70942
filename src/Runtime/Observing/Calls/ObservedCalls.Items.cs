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
    public static ObservedCall? SignalChannel(object target, long site) => target is null ? null : Complete(ChannelOf.End(target), ResourceKind.Channel, site);

    /// <summary>Adds to a blocking collection.</summary>
    public static ObservedCall? Put(object target, long site) => Collection(target, EventKind.Sent, IsFull(target), site);

    /// <summary>Adds to one of several blocking collections.</summary>
    public static ObservedCall? PutAny(object target, long site) => Collections(target, EventKind.Sent, IsFull, site);

    /// <summary>Takes from a blocking collection.</summary>
    public static ObservedCall? Take(object target, long site) => Collection(target, EventKind.Received, IsEmpty(target), site);

    /// <summary>Takes from one of several blocking collections.</summary>
    public static ObservedCall? TakeAny(object target, long site) => Collections(target, EventKind.Received, IsEmpty, site);

    /// <summary>Takes one after another from a blocking collection, later.</summary>
    public static ObservedCall? TakeEach(object target, long site) => Collection(target, EventKind.Received, blocks: false, site);

    /// <summary>Says that nothing more will be added to a blocking collection.</summary>
    public static ObservedCall? SignalCollection(object target, long site) => Complete(target, ResourceKind.Collection, site);

    // Whoever waits for room goes on, too.
    private static ObservedCall? Complete(object target, ResourceKind kind, long site)
    {
        if (Control.Observed is { } by && target is not null)
        {
            by.Recorder.Resource(by, target, kind, site).TakenBy(by, site);
        }

        return Signal(target!, kind, site);
    }

    private static ObservedCall? Channel(object target, BlockReason reason, EventKind done, long site) =>
        Control.Observed is { } by && target is not null && ChannelOf.End(target) is var channel
            ? new ObservedCall(by, new CallMeaning(reason, by.Recorder.Resource(by, channel, ResourceKind.Channel, site), Done: done, Queue: channel), site)
            : null;

    private static bool IsFull(object target) => target is ICollection collection && ChannelOf.Capacity(collection) is > 0 and var capacity && collection.Count >= capacity;

    private static bool IsEmpty(object target) => target is ICollection { Count: 0 };

    private static ObservedCall? Collection(object target, EventKind done, bool blocks, long site) =>
        Control.Observed is { } by && target is ICollection collection
            ? new ObservedCall(by, MeaningOf(by, target, done, site) with { Blocks = blocks }, site) { Items = collection }
            : null;

    private static ObservedCall? Collections(object target, EventKind done, Predicate<object> blocks, long site)
    {
        if (Control.Observed is not { } by || target is not object[] { Length: > 0 } collections || Array.IndexOf(collections, null) >= 0)
        {
            return null;
        }

        var meanings = Array.ConvertAll(collections, collection => MeaningOf(by, collection, done, site));
        Array.ForEach(meanings, meaning => meaning.Begin(by, site));
        return Several(by, meanings, Array.TrueForAll(collections, blocks), site);
    }

    private static CallMeaning MeaningOf(ObservedOperation by, object collection, EventKind done, long site) =>
        new(BlockReason.Collection, by.Recorder.Resource(by, collection, ResourceKind.Collection, site), Done: done, Queue: collection);
}
