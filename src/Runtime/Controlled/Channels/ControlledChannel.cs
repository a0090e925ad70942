using System.Threading.Channels;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Channels;

/// <summary>
/// A channel whose waiting is the scheduler's. The BCL's own channels resume their readers and writers on the thread pool, out of control,
/// so what is created under control is one of these; it behaves as they do, item by item and waiter by waiter.
/// </summary>
/// <typeparam name="T">The items.</typeparam>
internal sealed partial class ControlledChannel<T> : Channel<T>
{
    private readonly ChannelItems<T> items;
    private readonly Action<T>? dropped;
    private readonly BoundedChannelFullMode mode;
    private readonly int capacity;
    private readonly bool runsInline;
    private readonly bool isForOneReader;
    private readonly TaskCompletionSource completion;
    private readonly Queue<AsyncWait<T>> blockedReaders = new();
    private readonly Queue<(AsyncWait<bool> Wait, T Item)> blockedWriters = new();
    private readonly List<AsyncWait<bool>> waitingReaders = [];
    private readonly List<AsyncWait<bool>> waitingWriters = [];
    private Scheduler scheduler;
    private Resource resource;
    private TaskInfo completed;
    private bool isClosed;
    private Exception? error;

    public ControlledChannel(Operation creator, ChannelOptions options, ChannelItems<T> items, Action<T>? dropped, long site)
    {
        this.items = items;
        this.dropped = dropped;
        (capacity, mode) = options is BoundedChannelOptions bounded ? (bounded.Capacity, bounded.FullMode) : (int.MaxValue, BoundedChannelFullMode.Wait);
        runsInline = options.AllowSynchronousContinuations;
        isForOneReader = options is UnboundedChannelOptions { SingleReader: true };
        scheduler = creator.Scheduler;
        scheduler.Visit(creator, site);
        completion = new TaskCompletionSource();
        (resource, completed) = Introduce(site);
        Reader = new ControlledChannelReader<T>(this);
        Writer = new ControlledChannelWriter<T>(this);
    }

    public Task Completion
    {
        get
        {
            BelongTo(Control.Current);
            return completion.Task;
        }
    }

    /// <summary>Whether the items can be counted: the BCL's channel for one reader cannot.</summary>
    public bool CanCount => !isForOneReader;

    /// <summary>Asked for by the readers' <c>Count</c>.</summary>
    /// <exception cref="NotSupportedException">The channel is for one reader.</exception>
    public int Count
    {
        get
        {
            using var call = Call();
            return CanCount ? items.Count : throw new NotSupportedException();
        }
    }

    /// <summary>Without room for an item, each is handed from writer to reader.</summary>
    private bool IsRendezvous => capacity == 0;

    private bool MayRead => items.Count > 0 || (IsRendezvous && TryPeekAtWriter(out _));

    private bool MayWrite =>
        items.Count < capacity || mode != BoundedChannelFullMode.Wait || (IsRendezvous && blockedReaders.Any(r => !r.Task.IsCompleted));

    public bool TryPeek(out T item)
    {
        using var call = Call();
        return IsRendezvous ? TryPeekAtWriter(out item) : items.TryPeek(out item);
    }

    public bool TryRead(out T item)
    {
        using var call = Call();
        return At.Took(TryTake(out item));
    }

    public ValueTask<T> Read(CancellationToken token)
    {
        using var call = Call();
        if (token.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(token);
        }

        if (TryTake(out var item))
        {
            return new ValueTask<T>(item);
        }

        if (isClosed)
        {
            return error is OperationCanceledException { CancellationToken: var cancelled }
                ? ValueTask.FromCanceled<T>(cancelled.IsCancellationRequested ? cancelled : new CancellationToken(canceled: true))
                : ValueTask.FromException<T>(Closed());
        }

        var wait = Wait<T>(BlockReason.ChannelReceive, token);
        if (isForOneReader && blockedReaders.TryDequeue(out var replaced))
        {
            replaced.Fail(new OperationCanceledException());
        }

        blockedReaders.Enqueue(wait);
        if (IsRendezvous)
        {
            WakeAll(waitingWriters, true);
        }

        return SingleUse.Of(wait.Task);
    }

    public ValueTask<bool> WaitToRead(CancellationToken token)
    {
        using var call = Call();
        if (token.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(token);
        }

        if (MayRead)
        {
            return new ValueTask<bool>(true);
        }

        if (isForOneReader && !isClosed)
        {
            waitingReaders.ForEach(replaced => replaced.Fail(new OperationCanceledException()));
            waitingReaders.Clear();
        }

        return isClosed ? EndOfChannel() : SingleUse.Of(Wait(waitingReaders, BlockReason.ChannelReceive, token).Task);
    }

    public bool TryWrite(T item)
    {
        using var call = Call();
        return TryPut(item);
    }

    public ValueTask Write(T item, CancellationToken token)
    {
        using var call = Call();
        if (token.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(token);
        }

        if (TryPut(item))
        {
            return default;
        }

        if (isClosed)
        {
            return ValueTask.FromException(Closed());
        }

        var wait = Wait<bool>(BlockReason.ChannelSend, token);
        blockedWriters.Enqueue((wait, item));
        if (IsRendezvous)
        {
            WakeAll(waitingReaders, true);
        }

        return SingleUse.WithoutResult(wait.Task);
    }

    public ValueTask<bool> WaitToWrite(CancellationToken token)
    {
        using var call = Call();
        if (token.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(token);
        }

        if (isClosed)
        {
            return EndOfChannel();
        }

        return MayWrite
            ? new ValueTask<bool>(true)
            : SingleUse.Of(Wait(waitingWriters, BlockReason.ChannelSend, token).Task);
    }

    public bool TryComplete(Exception? reason)
    {
        using var call = Call();
        if (isClosed)
        {
            return false;
        }

        isClosed = true;
        error = reason;
        Record(EventKind.Signalled);
        while (blockedReaders.TryDequeue(out var reader))
        {
            reader.Fail(Closed());
        }

        while (blockedWriters.TryDequeue(out var writer))
        {
            writer.Wait.Fail(Closed());
        }

        WakeAll(waitingReaders, false);
        WakeAll(waitingWriters, false);
        CompleteWhenEmpty();
        return true;
    }

    private bool TryTake(out T item)
    {
        if (IsRendezvous)
        {
            return TryTakeFromWriter(out item);
        }

        if (!items.TryTake(out item))
        {
            return false;
        }

        Record(EventKind.Received);
        while (blockedWriters.TryDequeue(out var writer))
        {
            if (writer.Wait.End(true))
            {
                items.Put(writer.Item);
                Record(EventKind.Sent);
                break;
            }
        }

        if (items.Count < capacity)
        {
            WakeAll(waitingWriters, true);
        }

        CompleteWhenEmpty();
        return true;
    }

    private bool TryTakeFromWriter(out T item)
    {
        while (blockedWriters.TryDequeue(out var writer))
        {
            if (writer.Wait.End(true))
            {
                Record(EventKind.Sent);
                Record(EventKind.Received);
                item = writer.Item;
                return true;
            }
        }

        item = default!;
        return false;
    }

    private bool TryPeekAtWriter(out T item)
    {
        while (blockedWriters.TryPeek(out var writer) && writer.Wait.Task.IsCompleted)
        {
            blockedWriters.Dequeue();
        }

        item = blockedWriters.TryPeek(out var first) ? first.Item : default!;
        return blockedWriters.Count > 0;
    }

    private bool TryPut(T item)
    {
        if (isClosed)
        {
            return false;
        }

        while (blockedReaders.TryDequeue(out var reader))
        {
            if (reader.End(item))
            {
                Record(EventKind.Sent);
                Record(EventKind.Received);
                return true;
            }
        }

        if (items.Count < capacity)
        {
            Put(item);
            return true;
        }

        // The callback runs when the channel is full again: it may let others run.
        var without = item;
        switch (mode)
        {
            case BoundedChannelFullMode.Wait:
                return false;
            case BoundedChannelFullMode.DropNewest when !IsRendezvous:
                items.TryTakeNewest(out without!);
                Record(EventKind.Received);
                Put(item);
                break;
            case BoundedChannelFullMode.DropOldest when !IsRendezvous:
                items.TryTake(out without!);
                Record(EventKind.Received);
                Put(item);
                break;
            default:
                break;
        }

        dropped?.Invoke(without);
        return true;
    }

    private void Put(T item)
    {
        items.Put(item);
        Record(EventKind.Sent);
        WakeAll(waitingReaders, true);
    }

    private void CompleteWhenEmpty()
    {
        if (!isClosed || items.Count > 0)
        {
            return;
        }

        using var elsewhere = Elsewhere.Begin(completed);
        switch (error)
        {
            case null:
                completion.TrySetResult();
                break;
            case OperationCanceledException cancelled:
                completion.TrySetCanceled(cancelled.CancellationToken);
                break;
            default:
                // As in the BCL: whoever does not ask how the channel ended need not know.
                completion.TrySetException(error);
                _ = completion.Task.Exception;
                break;
        }
    }

    private ValueTask<bool> EndOfChannel() => error is null ? new ValueTask<bool>(false) : ValueTask.FromException<bool>(error);

    private Exception Closed() => error is OperationCanceledException ? error : new ChannelClosedException(error);

    private AsyncWait<TResult> Wait<TResult>(BlockReason reason, CancellationToken token)
    {
        var operation = Control.Current ?? scheduler.Operations[0];
        var wait = new AsyncWait<TResult>(operation, reason, resource, operation.CallSite, runsInline) { ThrowsPlainCancellation = true };
        wait.EndWhenCancelled(token);
        return wait;
    }

    private AsyncWait<bool> Wait(List<AsyncWait<bool>> waiters, BlockReason reason, CancellationToken token)
    {
        var wait = Wait<bool>(reason, token);
        waiters.Add(wait);
        return wait;
    }

    private void WakeAll(List<AsyncWait<bool>> waiters, bool result)
    {
        var woken = waiters.ToArray();
        waiters.Clear();
        foreach (var wait in woken)
        {
            if (!result && error is not null)
            {
                wait.Fail(error);
            }
            else
            {
                wait.End(result);
            }
        }
    }

    private void Record(EventKind kind)
    {
        if (Control.Current is { } operation)
        {
            scheduler.Record(kind, operation.Id, resource.Id, items.Count, operation.CallSite);
        }
    }
}
