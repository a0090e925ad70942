using System.Threading.Channels;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class ChannelPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Channel.CreateUnbounded", "completed by the first of two producers", FailureKind.Exception,
            buggy: () => Producers(waitForAll: false),
            correct: () => Producers(waitForAll: true)),

        new("Channel.CreateBounded", "a worker that puts work back into its own full queue", FailureKind.Deadlock,
            buggy: () => Retry(capacity: 1),
            correct: () => Retry(capacity: 4)),

        new("Channel.CreateBounded(DropOldest)", "the one item that matters dropped", FailureKind.Assertion,
            buggy: () => Full(BoundedChannelFullMode.DropOldest),
            correct: () => Full(BoundedChannelFullMode.Wait)),

        new("Channel.CreateBounded(DropNewest)", "an update replaced before it was seen", FailureKind.Assertion,
            buggy: () => Full(BoundedChannelFullMode.DropNewest),
            correct: () => Full(BoundedChannelFullMode.Wait)),

        new("Channel.CreateBounded(DropWrite)", "written, and yet not there", FailureKind.Assertion,
            buggy: () => Full(BoundedChannelFullMode.DropWrite),
            correct: () => Full(BoundedChannelFullMode.Wait)),

        new("Channel.CreateUnboundedPrioritized", "the urgent item comes after the first was taken", FailureKind.Assertion,
            buggy: () => Priorities(writeFirst: false),
            correct: () => Priorities(writeFirst: true)),

        new("Channel.CreateBounded(0)", "offered to a reader who is not there yet", FailureKind.Deadlock,
            buggy: () => Rendezvous(offer: true),
            correct: () => Rendezvous(offer: false)),

        new("ChannelOptions.SingleReader", "two readers where one was promised", FailureKind.Exception,
            buggy: () => OneReader(promised: true),
            correct: () => OneReader(promised: false)),

        new("ChannelReader.ReadAsync", "awaited again when it had to wait", FailureKind.Exception,
            buggy: () => Twice(asTask: false),
            correct: () => Twice(asTask: true)),

        new("ChannelOptions.AllowSynchronousContinuations", "the reader goes on inside the writer's lock", FailureKind.Assertion,
            buggy: () => Inline(allowed: true),
            correct: () => Inline(allowed: false)),

        new("ChannelOptions.AllowSynchronousContinuations", "a reader that waits for more than the channel goes on before the writer does", FailureKind.Deadlock,
            buggy: () => InlineAmongOthers(allowed: true),
            correct: () => InlineAmongOthers(allowed: false)),

        new("ChannelWriter.TryWrite", "a full channel, its answer ignored", FailureKind.Assertion,
            buggy: () => Send(tryOnly: true),
            correct: () => Send(tryOnly: false)),

        new("ChannelWriter.WriteAsync", "written to after it was completed", FailureKind.Exception,
            buggy: () => Closing(askFirst: false),
            correct: () => Closing(askFirst: true)),

        new("ChannelWriter.WriteAsync", "awaited under a lock that the reader needs", FailureKind.Deadlock,
            buggy: () => UnderLock(release: false),
            correct: () => UnderLock(release: true)),

        new("ChannelWriter.WaitToWriteAsync", "room for one, promised to two", FailureKind.Assertion,
            buggy: () => Room(retry: false),
            correct: () => Room(retry: true)),

        new("ChannelWriter.Complete", "completed twice", FailureKind.Exception,
            buggy: () => Complete(tryComplete: false),
            correct: () => Complete(tryComplete: true)),

        new("ChannelWriter.TryComplete", "the error of the second closer is lost", FailureKind.Assertion,
            buggy: () => Fault(closeInFinally: false),
            correct: () => Fault(closeInFinally: true)),

        new("ChannelReader.ReadAsync", "two readers for the last item", FailureKind.Exception,
            buggy: () => Readers(catchClosed: false),
            correct: () => Readers(catchClosed: true)),

        new("ChannelReader.ReadAsync", "never completed", FailureKind.Deadlock,
            buggy: () => Forgotten(inFinally: false),
            correct: () => Forgotten(inFinally: true)),

        new("ChannelReader.TryRead", "an empty channel taken for a finished one", FailureKind.Assertion,
            buggy: () => Drain(wait: false),
            correct: () => Drain(wait: true)),

        new("ChannelReader.WaitToReadAsync", "true for two, one item", FailureKind.Exception,
            buggy: () => Waited(tryRead: false),
            correct: () => Waited(tryRead: true)),

        new("ChannelReader.TryPeek", "peeked at, read by another", FailureKind.Assertion,
            buggy: () => Peek(read: false),
            correct: () => Peek(read: true)),

        new("ChannelReader.Count", "counted, then read as many", FailureKind.Deadlock,
            buggy: () => Counted(useCount: true),
            correct: () => Counted(useCount: false)),

        new("ChannelReader.Completion", "awaited by who also has to read", FailureKind.Deadlock,
            buggy: () => Completion(readFirst: false),
            correct: () => Completion(readFirst: true)),

        new("ChannelReader.ReadAllAsync", "leaves at the first error and blocks the writer", FailureKind.Deadlock,
            buggy: () => Abandon(drain: false),
            correct: () => Abandon(drain: true)),

        new("ChannelReader.ReadAllAsync", "two loops that add to one list", FailureKind.DataRace,
            buggy: () => Collect(locked: false),
            correct: () => Collect(locked: true)),

        new("ChannelReader.ReadAsync(token)", "an item lost with the cancelled read", FailureKind.Assertion,
            buggy: () => Cancelled(drain: false),
            correct: () => Cancelled(drain: true)),

        new("BoundedChannelOptions.itemDropped", "the callback runs on the writer, unguarded", FailureKind.Assertion,
            buggy: () => Dropped(atomic: false),
            correct: () => Dropped(atomic: true)),
    ];

    private static async Task Rendezvous(bool offer)
    {
        var channel = Channel.CreateBounded<int>(0);
        await InTasks(async () => await channel.Reader.ReadAsync(), Write);

        async Task Write()
        {
            if (offer)
            {
                channel.Writer.TryWrite(1);
            }
            else
            {
                await channel.Writer.WriteAsync(1);
            }
        }
    }

    private static async Task OneReader(bool promised)
    {
        var channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = promised });
        await InTasks(Read, Read, Write);

        async Task Read() => await channel.Reader.ReadAsync();

        Task Write()
        {
            channel.Writer.TryWrite(1);
            channel.Writer.TryWrite(2);
            return Task.CompletedTask;
        }
    }

    private static async Task Twice(bool asTask)
    {
        var channel = Channel.CreateUnbounded<int>();
        await InTasks(Read, Write);

        async Task Read()
        {
            var reading = channel.Reader.ReadAsync();
            if (asTask)
            {
                reading = new ValueTask<int>(reading.AsTask());
            }

            Assert.Equal(await reading, await reading);
        }

        Task Write()
        {
            channel.Writer.TryWrite(1);
            return Task.CompletedTask;
        }
    }

    private static Task Inline(bool allowed)
    {
        object gate = new();
        var (whole, channel) = (true, Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = allowed }));
        return InTasks(Read, Write);

        async Task Read()
        {
            await channel.Reader.ReadAsync();
            lock (gate)
            {
                Assert.True(whole);
            }
        }

        Task Write()
        {
            lock (gate)
            {
                whole = false;
                Assert.True(channel.Writer.TryWrite(1));
                whole = true;
            }

            return Task.CompletedTask;
        }
    }

    private static Task InlineAmongOthers(bool allowed)
    {
        var channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = allowed });
        ManualResetEventSlim written = new();
        return InTasks(Read, Write);

        async Task Read()
        {
            await Task.WhenAny(channel.Reader.WaitToReadAsync().AsTask(), Task.Delay(Timeout.Infinite));
            written.Wait();
        }

        Task Write()
        {
            Assert.True(channel.Writer.TryWrite(1));
            written.Set();
            return Task.CompletedTask;
        }
    }

    private static async Task Producers(bool waitForAll)
    {
        var channel = Channel.CreateUnbounded<int>();
        var left = 2;
        await InTasks(Produce, Produce);

        async Task Produce()
        {
            await channel.Writer.WriteAsync(1);
            if (Interlocked.Decrement(ref left) == 0 || !waitForAll)
            {
                channel.Writer.TryComplete();
            }
        }
    }

    private static async Task Retry(int capacity)
    {
        var work = Channel.CreateBounded<int>(capacity);
        await InTasks(
            async () =>
            {
                await work.Writer.WriteAsync(1);
                await work.Writer.WriteAsync(1);
            },
            async () =>
            {
                for (var done = 0; done < 2;)
                {
                    if (await work.Reader.ReadAsync() == 1)
                    {
                        await work.Writer.WriteAsync(0);
                    }
                    else
                    {
                        done++;
                    }
                }
            });
    }

    private static async Task Full(BoundedChannelFullMode mode)
    {
        var channel = Channel.CreateBounded<int>(new BoundedChannelOptions(1) { FullMode = mode });
        var sum = 0;
        await InTasks(
            async () =>
            {
                await channel.Writer.WriteAsync(1);
                await channel.Writer.WriteAsync(2);
                channel.Writer.Complete();
            },
            async () =>
            {
                await foreach (var item in channel.Reader.ReadAllAsync())
                {
                    sum += item;
                }
            });
        Assert.Equal(3, sum);
    }

    private static async Task Priorities(bool writeFirst)
    {
        var channel = Channel.CreateUnboundedPrioritized<int>();
        var writing = Task.Run(() =>
        {
            channel.Writer.TryWrite(5);
            channel.Writer.TryWrite(1);
        });
        if (writeFirst)
        {
            await writing;
        }

        Assert.Equal(1, await channel.Reader.ReadAsync());
        await writing;
    }

    private static async Task Send(bool tryOnly)
    {
        var channel = Channel.CreateBounded<int>(1);
        var received = 0;
        await InTasks(
            async () =>
            {
                for (var i = 0; i < 2; i++)
                {
                    if (!channel.Writer.TryWrite(i) && !tryOnly)
                    {
                        await channel.Writer.WriteAsync(i);
                    }
                }

                channel.Writer.Complete();
            },
            async () =>
            {
                while (await channel.Reader.WaitToReadAsync())
                {
                    received += channel.Reader.TryRead(out _) ? 1 : 0;
                }
            });
        Assert.Equal(2, received);
    }

    private static async Task Closing(bool askFirst)
    {
        var channel = Channel.CreateUnbounded<int>();
        await InTasks(
            async () =>
            {
                await Task.Yield();
                channel.Writer.Complete();
            },
            async () =>
            {
                if (!askFirst)
                {
                    await channel.Writer.WriteAsync(1);
                }
                else
                {
                    channel.Writer.TryWrite(1);
                }
            });
    }

    private static async Task UnderLock(bool release)
    {
        using SemaphoreSlim gate = new(1);
        var channel = Channel.CreateBounded<int>(1);
        await InTasks(
            async () =>
            {
                for (var i = 0; i < 2; i++)
                {
                    await gate.WaitAsync();
                    if (release)
                    {
                        gate.Release();
                    }

                    await channel.Writer.WriteAsync(i);
                    if (!release)
                    {
                        gate.Release();
                    }
                }
            },
            async () =>
            {
                for (var i = 0; i < 2; i++)
                {
                    await gate.WaitAsync();
                    gate.Release();
                    await Locked(() => channel.Reader.ReadAsync().AsTask());
                }
            });

        async Task Locked(Func<Task<int>> read)
        {
            await gate.WaitAsync();
            if (channel.Reader.Count == 0)
            {
                gate.Release();
                await read();
                return;
            }

            await read();
            gate.Release();
        }
    }

    private static async Task Room(bool retry)
    {
        var channel = Channel.CreateBounded<int>(1);
        var sent = 0;
        await InTasks(Write, Write, async () =>
        {
            for (var i = 0; i < 2; i++)
            {
                using CancellationTokenSource patience = new(1000);
                await channel.Reader.WaitToReadAsync();
                channel.Reader.TryRead(out _);
                if (Volatile.Read(ref sent) == 2 || !retry)
                {
                    break;
                }
            }
        });
        Assert.Equal(2, sent);

        async Task Write()
        {
            while (await channel.Writer.WaitToWriteAsync())
            {
                if (channel.Writer.TryWrite(1))
                {
                    Interlocked.Increment(ref sent);
                    return;
                }

                if (!retry)
                {
                    return;
                }
            }
        }
    }

    private static async Task Complete(bool tryComplete)
    {
        var channel = Channel.CreateUnbounded<int>();
        var completed = false;
        await InTasks(Close, Close);

        void Close()
        {
            if (tryComplete)
            {
                channel.Writer.TryComplete();
            }
            else if (!Volatile.Read(ref completed))
            {
                channel.Writer.Complete();
                Volatile.Write(ref completed, true);
            }
        }
    }

    private static async Task Fault(bool closeInFinally)
    {
        var channel = Channel.CreateUnbounded<int>();
        var producing = Task.Run(() =>
        {
            channel.Writer.TryWrite(1);
            channel.Writer.TryComplete(new TimeoutException());
        });
        if (closeInFinally)
        {
            await producing;
        }

        channel.Writer.TryComplete();
        await producing;
        channel.Reader.TryRead(out _);
        await Assert.ThrowsAsync<TimeoutException>(() => channel.Reader.Completion);
    }

    private static async Task Readers(bool catchClosed)
    {
        var channel = Channel.CreateUnbounded<int>();
        channel.Writer.TryWrite(1);
        var closing = Task.Run(() => channel.Writer.Complete());
        await InTasks(Read, Read);
        await closing;

        async Task Read()
        {
            if (channel.Reader.Completion.IsCompleted)
            {
                return;
            }

            try
            {
                await channel.Reader.ReadAsync();
            }
            catch (ChannelClosedException) when (catchClosed)
            {
                // The other was faster.
            }
        }
    }

    private static async Task Forgotten(bool inFinally)
    {
        var channel = Channel.CreateUnbounded<int>();
        var stopping = false;
        await InTasks(
            () =>
            {
                try
                {
                    if (Volatile.Read(ref stopping))
                    {
                        return;
                    }

                    channel.Writer.TryWrite(1);
                    channel.Writer.TryComplete();
                }
                finally
                {
                    if (inFinally)
                    {
                        channel.Writer.TryComplete();
                    }
                }
            },
            () => Volatile.Write(ref stopping, true),
            () => channel.Reader.WaitToReadAsync().AsTask().Wait());
    }

    private static async Task Drain(bool wait)
    {
        var channel = Channel.CreateUnbounded<int>();
        var writing = Task.Run(() =>
        {
            channel.Writer.TryWrite(1);
            channel.Writer.Complete();
        });
        var received = 0;
        await Task.Yield();
        if (wait)
        {
            await channel.Reader.WaitToReadAsync();
        }

        while (channel.Reader.TryRead(out _))
        {
            received++;
        }

        await writing;
        Assert.Equal(1, received);
    }

    private static async Task Waited(bool tryRead)
    {
        var channel = Channel.CreateUnbounded<int>();
        var writing = Task.Run(() =>
        {
            channel.Writer.TryWrite(1);
            channel.Writer.Complete();
        });
        await InTasks(Read, Read);
        await writing;

        async Task Read()
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                if (tryRead)
                {
                    channel.Reader.TryRead(out _);
                }
                else
                {
                    await channel.Reader.ReadAsync();
                }
            }
        }
    }

    private static async Task Peek(bool read)
    {
        var channel = Channel.CreateUnbounded<int>();
        channel.Writer.TryWrite(1);
        channel.Writer.TryWrite(2);
        await InTasks(Take, Take);

        void Take()
        {
            if (read)
            {
                Assert.True(channel.Reader.TryRead(out _));
            }
            else if (channel.Reader.TryPeek(out var seen))
            {
                Assert.True(channel.Reader.TryRead(out var taken));
                Assert.Equal(seen, taken);
            }
        }
    }

    private static async Task Counted(bool useCount)
    {
        var channel = Channel.CreateUnbounded<int>();
        channel.Writer.TryWrite(1);
        channel.Writer.TryWrite(2);
        await InTasks(Take, Take);

        async Task Take()
        {
            if (useCount)
            {
                for (var left = channel.Reader.Count; left > 0; left--)
                {
                    await channel.Reader.ReadAsync();
                }

                return;
            }

            while (channel.Reader.TryRead(out _))
            {
                // The next.
            }
        }
    }

    private static async Task Completion(bool readFirst)
    {
        var channel = Channel.CreateUnbounded<int>();
        var stop = false;
        var writing = Task.Run(() =>
        {
            if (!Volatile.Read(ref stop))
            {
                channel.Writer.TryWrite(1);
            }

            channel.Writer.Complete();
        });
        await Task.Yield();
        Volatile.Write(ref stop, true);
        if (readFirst)
        {
            await foreach (var _ in channel.Reader.ReadAllAsync())
            {
                // Drained.
            }
        }

        await channel.Reader.Completion;
        await writing;
    }

    private static async Task Abandon(bool drain)
    {
        var channel = Channel.CreateBounded<int>(1);
        var bad = 0;
        await InTasks(
            async () =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await channel.Writer.WriteAsync(i);
                }

                channel.Writer.Complete();
            },
            async () =>
            {
                await Task.Yield();
                Volatile.Write(ref bad, 1);
            },
            async () =>
            {
                await foreach (var item in channel.Reader.ReadAllAsync())
                {
                    if (item == Volatile.Read(ref bad) && !drain)
                    {
                        return;
                    }
                }
            });
    }

    private static async Task Collect(bool locked)
    {
        var channel = Channel.CreateUnbounded<int>();
        var seen = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            channel.Writer.TryWrite(i);
        }

        channel.Writer.Complete();
        await InTasks(Read, Read);
        Assert.Equal(4, seen.Count);

        async Task Read()
        {
            await foreach (var item in channel.Reader.ReadAllAsync())
            {
                if (!locked)
                {
                    seen.Add(item);
                    continue;
                }

                lock (seen)
                {
                    seen.Add(item);
                }
            }
        }
    }

    private static async Task Cancelled(bool drain)
    {
        var channel = Channel.CreateUnbounded<int>();
        using CancellationTokenSource stop = new();
        var received = 0;
        await InTasks(
            async () =>
            {
                await Task.Yield();
                channel.Writer.TryWrite(1);
                await stop.CancelAsync();
            },
            async () =>
            {
                try
                {
                    await channel.Reader.ReadAsync(stop.Token);
                    received++;
                }
                catch (OperationCanceledException)
                {
                    received += drain && channel.Reader.TryRead(out _) ? 1 : 0;
                }
            });
        Assert.Equal(1, received);
    }

    private static async Task Dropped(bool atomic)
    {
        var dropped = 0;
        var channel = Channel.CreateBounded<int>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }, Count);
        channel.Writer.TryWrite(0);
        await InTasks(() => Assert.True(channel.Writer.TryWrite(1)), () => Assert.True(channel.Writer.TryWrite(2)));
        Assert.Equal(2, dropped);

        void Count(int item)
        {
            if (atomic)
            {
                Interlocked.Increment(ref dropped);
            }
            else
            {
                dropped++;
            }
        }
    }
}
