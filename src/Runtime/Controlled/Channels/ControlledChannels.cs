using System.Threading.Channels;
using ConcurrencyTrace.Runtime.Controlled.Channels;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Channel"/>: what is created under control is a <see cref="ControlledChannel{T}"/>.</summary>
public static class ControlledChannels
{
    public static Channel<T> CreateUnbounded<T>(long site) => CreateUnbounded<T>(new UnboundedChannelOptions(), site);

    public static Channel<T> CreateUnbounded<T>(UnboundedChannelOptions options, long site) =>
        Control.Current is { } operation && options is not null
            ? new ControlledChannel<T>(operation, options, new FifoItems<T>(), null, site)
            : Channel.CreateUnbounded<T>(options!);

    public static Channel<T> CreateUnboundedPrioritized<T>(long site) =>
        CreateUnboundedPrioritized(new UnboundedPrioritizedChannelOptions<T>(), site);

    public static Channel<T> CreateUnboundedPrioritized<T>(UnboundedPrioritizedChannelOptions<T> options, long site) =>
        Control.Current is { } operation && options is not null
            ? new ControlledChannel<T>(operation, options, new PrioritizedItems<T>(options.Comparer), null, site)
            : Channel.CreateUnboundedPrioritized(options!);

    public static Channel<T> CreateBounded<T>(int capacity, long site) =>
        Control.Current is not null && capacity >= 0
            ? CreateBounded<T>(new BoundedChannelOptions(capacity), null, site)
            : Channel.CreateBounded<T>(capacity);

    public static Channel<T> CreateBounded<T>(BoundedChannelOptions options, long site) => CreateBounded<T>(options, null, site);

    public static Channel<T> CreateBounded<T>(BoundedChannelOptions options, Action<T>? itemDropped, long site) =>
        Control.Current is { } operation && options is not null
            ? new ControlledChannel<T>(operation, options, new FifoItems<T>(), itemDropped, site)
            : Channel.CreateBounded(options!, itemDropped);
}

/// <summary>Redirections of <see cref="ChannelReader{T}"/>: they tell where the call is.</summary>
public static class ControlledChannelReaders
{
    public static bool TryRead<T>(ChannelReader<T> self, out T item, long site) => CallSite.Of(self, site).TryRead(out item!);

    public static bool TryPeek<T>(ChannelReader<T> self, out T item, long site) => CallSite.Of(self, site).TryPeek(out item!);

    public static int get_Count<T>(ChannelReader<T> self, long site) => CallSite.Of(self, site).Count;

    public static ValueTask<T> ReadAsync<T>(ChannelReader<T> self, CancellationToken cancellationToken, long site) =>
        CallSite.Of(self, site).ReadAsync(cancellationToken);

    public static ValueTask<bool> WaitToReadAsync<T>(ChannelReader<T> self, CancellationToken cancellationToken, long site) =>
        CallSite.Of(self, site).WaitToReadAsync(cancellationToken);

    public static IAsyncEnumerable<T> ReadAllAsync<T>(ChannelReader<T> self, CancellationToken cancellationToken, long site) =>
        CallSite.Of(self, site).ReadAllAsync(cancellationToken);
}

/// <summary>Redirections of <see cref="ChannelWriter{T}"/>: they tell where the call is.</summary>
public static class ControlledChannelWriters
{
    public static bool TryWrite<T>(ChannelWriter<T> self, T item, long site) => CallSite.Of(self, site).TryWrite(item);

    public static bool TryComplete<T>(ChannelWriter<T> self, Exception? error, long site) => CallSite.Of(self, site).TryComplete(error);

    public static void Complete<T>(ChannelWriter<T> self, Exception? error, long site) => CallSite.Of(self, site).Complete(error);

    public static ValueTask WriteAsync<T>(ChannelWriter<T> self, T item, CancellationToken cancellationToken, long site) =>
        CallSite.Of(self, site).WriteAsync(item, cancellationToken);

    public static ValueTask<bool> WaitToWriteAsync<T>(ChannelWriter<T> self, CancellationToken cancellationToken, long site) =>
        CallSite.Of(self, site).WaitToWriteAsync(cancellationToken);
}
