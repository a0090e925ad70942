using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs.PublicBugs;

/// <summary>Bugs that were found in the locking of public libraries, as programs of their shape.</summary>
internal static class LockOrderPairs
{
    public static IEnumerable<Pair> All =>
    [
        // dotnet/runtime #35986
        new("Container.GetService", "a Lazy's lock against the container's", FailureKind.Deadlock,
            buggy: () => Resolve(lazyFirst: true),
            correct: () => Resolve(lazyFirst: false)),

        // dotnet/runtime PR #85523
        new("RateLimiter.Dispose", "a registration is disposed under the lock of the queue", FailureKind.Deadlock,
            buggy: () => DisposeLimiter(underLock: true),
            correct: () => DisposeLimiter(underLock: false)),

        // dotnet/dotNext #275
        new("AsyncReaderWriterLock.UpgradeAsync", "every reader that may upgrade enters, and all wait for the others", FailureKind.Deadlock,
            buggy: () => Upgrade(oneAtATime: false),
            correct: () => Upgrade(oneAtATime: true)),

        // Polly #216
        new("CircuitBreaker.HalfOpen", "more than one trial call passes", FailureKind.Assertion,
            buggy: () => HalfOpen(underLock: false),
            correct: () => HalfOpen(underLock: true)),

        // StackExchange.Redis #2376
        new("Message.Complete", "the queue's lock, then the message's, and the other way round", FailureKind.Deadlock,
            buggy: () => Backlog(nested: true),
            correct: () => Backlog(nested: false)),

        // quartznet #794
        new("LockHandler.ObtainLock", "a retry takes a lock again under another name", FailureKind.Deadlock,
            buggy: () => Retry(sameRequester: false),
            correct: () => Retry(sameRequester: true)),
    ];

    private static async Task Resolve(bool lazyFirst)
    {
        var container = new object();
        var inner = new Lazy<object>(() =>
        {
            lock (container)
            {
                return new object();
            }
        });
        await InTasks(
            () =>
            {
                lock (container)
                {
                    GC.KeepAlive(lazyFirst ? inner.Value : null);
                }
            },
            () => GC.KeepAlive(inner.Value));
    }

    private static async Task DisposeLimiter(bool underLock)
    {
        var gate = new object();
        var queued = 1;
        using var cancellation = new CancellationTokenSource();
        var registration = cancellation.Token.UnsafeRegister(
            _ =>
            {
                lock (gate)
                {
                    queued = 0;
                }
            },
            null);
        await InTasks(
            () => cancellation.CancelAsync(),
            async () =>
            {
                if (underLock)
                {
                    lock (gate)
                    {
                        registration.Dispose();
                    }
                }
                else
                {
                    await registration.DisposeAsync();
                }

                Assert.InRange(queued, 0, 1);
            });
    }

    private static async Task Upgrade(bool oneAtATime)
    {
        using var upgrading = new SemaphoreSlim(1);
        using var readers = new SemaphoreSlim(2);
        var written = 0;
        await InTasks(ReadThenWrite, ReadThenWrite);
        Assert.Equal(2, written);

        async Task ReadThenWrite()
        {
            if (oneAtATime)
            {
                await upgrading.WaitAsync();
            }

            await readers.WaitAsync(); // a reader
            await Task.Yield();
            await readers.WaitAsync(); // the writer: all that there are
            written++;
            readers.Release(2);
            if (oneAtATime)
            {
                upgrading.Release();
            }
        }
    }

    private static async Task HalfOpen(bool underLock)
    {
        var gate = new object();
        var isOpen = true;
        var trials = 0;
        await InTasks(Call, Call);
        Assert.Equal(1, trials);

        void Call()
        {
            lock (gate)
            {
                if (!isOpen)
                {
                    return;
                }

                if (underLock)
                {
                    isOpen = false;
                }
            }

            lock (gate)
            {
                isOpen = false;
                trials++;
            }
        }
    }

    private static async Task Backlog(bool nested)
    {
        var (queue, message) = (new Queue<object>(), new object());
        queue.Enqueue(message);
        await InTasks(
            () =>
            {
                lock (queue)
                {
                    if (queue.TryPeek(out var next))
                    {
                        lock (next)
                        {
                            queue.Dequeue();
                        }
                    }
                }
            },
            () =>
            {
                lock (message)
                {
                    if (nested)
                    {
                        lock (queue)
                        {
                            queue.TrimExcess();
                        }
                    }
                }

                lock (queue)
                {
                    queue.TrimExcess();
                }
            });
    }

    private static async Task Retry(bool sameRequester)
    {
        using var gate = new SemaphoreSlim(1);
        var owner = Guid.Empty;
        var version = 0;
        await InTasks(Update, Update);
        Assert.Equal(2, version);

        async Task Update()
        {
            var requester = Guid.NewGuid();
            var seen = Volatile.Read(ref version);
            await Obtain(requester);
            if (version != seen)
            {
                var again = sameRequester ? requester : Guid.NewGuid();
                await Obtain(again);
            }

            version++;
            owner = Guid.Empty;
            gate.Release();
        }

        async Task Obtain(Guid requester)
        {
            if (owner != requester)
            {
                await gate.WaitAsync();
                owner = requester;
            }
        }
    }
}
