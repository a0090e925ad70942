using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

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

    public override async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var waiting = channel.WaitToRead(cancellationToken);
            var more = ControlledValueTask.AsTask(ref waiting, 0);
            await ControlledAwait.Task(more);
            if (!await more)
            {
                yield break;
            }

            while (channel.TryRead(out var item))
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
