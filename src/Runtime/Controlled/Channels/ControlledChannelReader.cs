using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Channels;

/// <summary>The reading side of a <see cref="ControlledChannel{T}"/>.</summary>
/// <typeparam name="T">The items.</typeparam>
internal sealed class ControlledChannelReader<T>(ControlledChannel<T> channel) : ChannelReader<T>
{
    public override Task Completion => channel.Completion;

    public override bool CanCount => channel.CanCount;

    public override bool CanPeek => true;

    public override int Count => channel.Count;

    public override bool TryRead([MaybeNullWhen(false)] out T item) => channel.TryRead(out item);

    public override bool TryPeek([MaybeNullWhen(false)] out T item) => channel.TryPeek(out item);

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => channel.WaitToRead(cancellationToken);

    public override ValueTask<T> ReadAsync(CancellationToken cancellationToken = default) => channel.Read(cancellationToken);

    public override IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellationToken = default) => Items(Control.Current?.CallSite ?? 0, cancellationToken);

    private async IAsyncEnumerable<T> Items(long site, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var waiting = CallSite.Of(channel, site).WaitToRead(cancellationToken);
            var more = ControlledValueTask.AsTask(ref waiting, site);
            await ControlledAwait.Task(more, site);
            if (!await more)
            {
                yield break;
            }

            while (CallSite.Of(channel, site).TryRead(out var item))
            {
                yield return item;
            }
        }
    }
}

/// <summary>The writing side of a <see cref="ControlledChannel{T}"/>.</summary>
/// <typeparam name="T">The items.</typeparam>
internal sealed class ControlledChannelWriter<T>(ControlledChannel<T> channel) : ChannelWriter<T>
{
    public override bool TryWrite(T item) => channel.TryWrite(item);

    public override ValueTask WriteAsync(T item, CancellationToken cancellationToken = default) => channel.Write(item, cancellationToken);

    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => channel.WaitToWrite(cancellationToken);

    public override bool TryComplete(Exception? error = null) => channel.TryComplete(error);
}
