using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs.PublicBugs;

/// <summary>Bugs that were found where public libraries hand something over or wake somebody, as programs of their shape.</summary>
internal static class HandOverPairs
{
    public static IEnumerable<Pair> All =>
    [
        // dotnet/runtime #37671
        new("AsyncQueue.ReadAsync(token)", "the item goes to a reader that was cancelled", FailureKind.Assertion,
            buggy: () => CancelledReader(again: false),
            correct: () => CancelledReader(again: true)),

        // dotnet/runtime #33858
        new("AsyncQueue.TryWrite", "a registration is disposed under the lock that its callback wants", FailureKind.Deadlock,
            buggy: () => Unregister(underLock: true),
            correct: () => Unregister(underLock: false)),

        // StephenCleary/AsyncEx #134
        new("AsyncReaderWriterLock.WriterLockAsync(token)", "a cancelled writer leaves the readers behind it waiting", FailureKind.Deadlock,
            buggy: () => CancelledWriter(wakes: false),
            correct: () => CancelledWriter(wakes: true)),

        // Cysharp/R3 #228
        new("Subject.Subscribe", "the last value is replayed before the subscriber is registered", FailureKind.Assertion,
            buggy: () => Replay(underLock: false),
            correct: () => Replay(underLock: true)),

        // NLog #1410
        new("LogBuffer.GetAndClear", "written between the copy and the clearing", FailureKind.Assertion,
            buggy: () => Flush(underLock: false),
            correct: () => Flush(underLock: true)),

        // akka.net PR #6946
        new("TickLoop.StopAsync", "a loop's own tick stops it and waits for its end", FailureKind.Deadlock,
            buggy: () => TickThatStops(waits: true),
            correct: () => TickThatStops(waits: false)),
    ];

    private static async Task CancelledReader(bool again)
    {
        var (queue, gate) = (new Queue<int>(), new object());
        TaskCompletionSource<int>? waiting = null;
        using var cancellation = new CancellationTokenSource();
        var received = 0;
        await InTasks(Read, Write, () =>
        {
            cancellation.Cancel();
            return Task.CompletedTask;
        });
        Assert.Equal(1, received + queue.Count);

        async Task Read()
        {
            TaskCompletionSource<int> mine;
            lock (gate)
            {
                if (queue.TryDequeue(out _))
                {
                    received++;
                    return;
                }

                mine = waiting = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            await using var registration = cancellation.Token.Register(() => mine.TrySetCanceled());
            try
            {
                await mine.Task;
                Interlocked.Increment(ref received);
            }
            catch (OperationCanceledException)
            {
                // The item, if one comes, is for the next reader.
            }
        }

        Task Write()
        {
            TaskCompletionSource<int>? reader;
            lock (gate)
            {
                (reader, waiting) = (waiting, null);
                if (reader is null)
                {
                    queue.Enqueue(1);
                    return Task.CompletedTask;
                }
            }

            if (!reader.TrySetResult(1) && again)
            {
                lock (gate)
                {
                    queue.Enqueue(1);
                }
            }

            return Task.CompletedTask;
        }
    }

    private static async Task Unregister(bool underLock)
    {
        var gate = new object();
        var removed = 0;
        using var cancellation = new CancellationTokenSource();
        var registration = cancellation.Token.Register(() =>
        {
            lock (gate)
            {
                removed++;
            }
        });
        await InTasks(cancellation.Cancel, () =>
        {
            lock (gate)
            {
                if (underLock)
                {
                    registration.Dispose();
                }
            }

            registration.Dispose();
        });
    }

    private static async Task CancelledWriter(bool wakes)
    {
        var state = new ReadersBehindWriter(wakes);
        using var cancellation = new CancellationTokenSource();
        await state.ReadAsync();
        var writer = Task.Run(() => state.WriteAsync(cancellation.Token));
        var reader = Task.Run(state.ReadAsync);
        cancellation.Cancel();
        await reader; // beside the first reader, which goes on
        state.EndRead();
        state.EndRead();
        if (await writer)
        {
            state.EndWrite();
        }
    }

    private static async Task Replay(bool underLock)
    {
        var gate = new object();
        var subscribers = new List<Action<int>>();
        int last = 0, seen = -1;
        await InTasks(Publish, Subscribe);
        Assert.Equal(1, seen);

        void Publish()
        {
            lock (gate)
            {
                last = 1;
                subscribers.ForEach(s => s(last));
            }
        }

        void Subscribe()
        {
            lock (gate)
            {
                seen = last;
                if (underLock)
                {
                    subscribers.Add(value => seen = value);
                    return;
                }
            }

            lock (gate)
            {
                subscribers.Add(value => seen = value);
            }
        }
    }

    private static async Task Flush(bool underLock)
    {
        var gate = new object();
        var (buffer, written) = (new List<int>(), 0);
        await InTasks(Append, Take);
        Assert.Equal(1, written + buffer.Count);

        void Append()
        {
            lock (gate)
            {
                buffer.Add(1);
            }
        }

        void Take()
        {
            lock (gate)
            {
                written = buffer.Count;
                if (underLock)
                {
                    buffer.Clear();
                    return;
                }
            }

            lock (gate)
            {
                buffer.Clear();
            }
        }
    }

    private static async Task TickThatStops(bool waits)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var ticks = 0;
        Task? loop = null;
        loop = Task.Run(Loop);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await Stop(waits: true);

        async Task Loop()
        {
            while (await timer.WaitForNextTickAsync())
            {
                if (++ticks == 1)
                {
                    await Stop(waits);
                }
            }
        }

        async Task Stop(bool waits)
        {
            timer.Dispose();
            if (waits && Volatile.Read(ref loop) is { } running)
            {
                await running;
            }
        }
    }

    private sealed class ReadersBehindWriter(bool wakes)
    {
        private readonly object gate = new();
        private readonly Queue<TaskCompletionSource> readers = new();
        private TaskCompletionSource? writer;
        private int reading;

        public Task ReadAsync()
        {
            lock (gate)
            {
                if (writer is null)
                {
                    reading++;
                    return Task.CompletedTask;
                }

                var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                readers.Enqueue(mine);
                return mine.Task;
            }
        }

        /// <returns>Whether it got it: false when it was cancelled.</returns>
        public async Task<bool> WriteAsync(CancellationToken token)
        {
            TaskCompletionSource mine;
            lock (gate)
            {
                mine = writer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (reading == 0)
                {
                    mine.SetResult();
                }
            }

            await using var registration = token.Register(() => mine.TrySetCanceled());
            try
            {
                await mine.Task;
                return true;
            }
            catch (OperationCanceledException)
            {
                lock (gate)
                {
                    writer = null;
                    if (wakes)
                    {
                        LetReadersIn();
                    }
                }

                return false;
            }
        }

        public void EndRead()
        {
            lock (gate)
            {
                if (--reading == 0)
                {
                    writer?.TrySetResult();
                }
            }
        }

        public void EndWrite()
        {
            lock (gate)
            {
                writer = null;
                LetReadersIn();
            }
        }

        private void LetReadersIn()
        {
            while (readers.TryDequeue(out var next))
            {
                reading++;
                next.SetResult();
            }
        }
    }
}
