using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class SemaphoreSlimPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("SemaphoreSlim.WaitAsync", "async locks in opposite orders", FailureKind.Deadlock,
            buggy: () => Nested((a, b) => [(a, b), (b, a)]),
            correct: () => Nested((a, b) => [(a, b), (a, b)])),

        new("SemaphoreSlim.WaitAsync", "the result of a timed wait ignored", FailureKind.Exception,
            buggy: () => TimedEntry(check: false),
            correct: () => TimedEntry(check: true)),

        new("SemaphoreSlim.WaitAsync(token)", "released in a finally though never entered", FailureKind.Exception,
            buggy: () => Cancellable(async (gate, token) =>
            {
                try
                {
                    await gate.WaitAsync(token);
                    await Task.Yield();
                }
                finally
                {
                    gate.Release();
                }
            }),
            correct: () => Cancellable(async (gate, token) =>
            {
                await gate.WaitAsync(token);
                try
                {
                    await Task.Yield();
                }
                finally
                {
                    gate.Release();
                }
            })),

        new("SemaphoreSlim.WaitAsync", "not released when the work throws", FailureKind.Deadlock,
            buggy: () => Workers(async (gate, work) =>
            {
                await gate.WaitAsync();
                await work();
                gate.Release();
            }),
            correct: () => Workers(async (gate, work) =>
            {
                await gate.WaitAsync();
                try
                {
                    await work();
                }
                finally
                {
                    gate.Release();
                }
            })),

        new("SemaphoreSlim.WaitAsync", "an async lock entered again by a callback", FailureKind.Deadlock,
            buggy: async () =>
            {
                using SemaphoreSlim gate = new(1);
                var cache = new Dictionary<string, string>();
                await Task.WhenAll(Get("a"), Get("b"));

                async Task<string> Get(string key)
                {
                    await Task.Yield();
                    await gate.WaitAsync();
                    try
                    {
                        return cache[key] = key == "a" ? "first" : cache.TryGetValue("a", out var value) ? value : await Get("a");
                    }
                    finally
                    {
                        gate.Release();
                    }
                }
            },
            correct: async () =>
            {
                using SemaphoreSlim gate = new(1);
                var cache = new Dictionary<string, string>();
                await Task.WhenAll(Get("a"), Get("b"));

                async Task<string> Get(string key)
                {
                    await Task.Yield();
                    await gate.WaitAsync();
                    try
                    {
                        return Load(key);
                    }
                    finally
                    {
                        gate.Release();
                    }
                }

                string Load(string key) => cache[key] = key == "a" ? "first" : cache.TryGetValue("a", out var value) ? value : Load("a");
            }),

        new("SemaphoreSlim.Wait", "two permits each, taken one by one", FailureKind.Deadlock,
            buggy: () =>
            {
                using SemaphoreSlim permits = new(2);
                InThreads(TakeTwo, TakeTwo);

                void TakeTwo()
                {
                    permits.Wait();
                    permits.Wait();
                    permits.Release(2);
                }
            },
            correct: () =>
            {
                using SemaphoreSlim permits = new(2);
                object both = new();
                InThreads(TakeTwo, TakeTwo);

                void TakeTwo()
                {
                    lock (both)
                    {
                        permits.Wait();
                        permits.Wait();
                    }

                    permits.Release(2);
                }
            }),

        new("SemaphoreSlim.Wait", "one permit too many for a critical section", FailureKind.Assertion,
            buggy: () => CriticalSection(permits: 2),
            correct: () => CriticalSection(permits: 1)),

        new("SemaphoreSlim.Wait(timeout)", "a full pool taken for a broken one", FailureKind.Assertion,
            buggy: () => SlowConnection(TimeSpan.FromMilliseconds(20)),
            correct: () => SlowConnection(TimeSpan.FromSeconds(20))),

        new("SemaphoreSlim.Wait(0)", "a skipped refresh loses the last change", FailureKind.Assertion,
            buggy: () => Refresh(again: false),
            correct: () => Refresh(again: true)),

        new("SemaphoreSlim.Release", "released twice by two finishers", FailureKind.Exception,
            buggy: async () =>
            {
                using SemaphoreSlim done = new(0, 1);
                await InTasks(() => done.Release(), () => done.Release(), () => done.Wait());
            },
            correct: async () =>
            {
                using SemaphoreSlim done = new(0, 1);
                var finished = 0;
                await InTasks(Finish, Finish, () => done.Wait());

                void Finish()
                {
                    if (Interlocked.Increment(ref finished) == 2)
                    {
                        done.Release();
                    }
                }
            }),

        new("SemaphoreSlim.Release(count)", "releases as many as wait now, and one comes later", FailureKind.Deadlock,
            buggy: () => Opening(latecomersPass: false),
            correct: () => Opening(latecomersPass: true)),

        new("SemaphoreSlim.CurrentCount", "asks before it waits", FailureKind.Assertion,
            buggy: async () =>
            {
                using SemaphoreSlim slots = new(1);
                await InTasks(Enter, Enter);

                async Task Enter()
                {
                    if (slots.CurrentCount > 0)
                    {
                        var waiting = slots.WaitAsync();
                        Assert.True(waiting.IsCompleted, "would block");
                        await waiting;
                        await Task.Yield();
                        slots.Release();
                    }
                }
            },
            correct: async () =>
            {
                using SemaphoreSlim slots = new(1);
                await InTasks(Enter, Enter);

                async Task Enter()
                {
                    if (await slots.WaitAsync(0))
                    {
                        Assert.Equal(0, slots.CurrentCount);
                        await Task.Yield();
                        slots.Release();
                    }
                }
            }),

        new("SemaphoreSlim.AvailableWaitHandle", "a set handle is not an entry", FailureKind.Assertion,
            buggy: () =>
            {
                using SemaphoreSlim slots = new(1);
                InThreads(Enter, Enter);

                void Enter()
                {
                    slots.AvailableWaitHandle.WaitOne();
                    Assert.True(slots.Wait(0));
                    slots.Release();
                }
            },
            correct: () =>
            {
                using SemaphoreSlim slots = new(1);
                InThreads(Enter, Enter);

                void Enter()
                {
                    do
                    {
                        slots.AvailableWaitHandle.WaitOne();
                    }
                    while (!slots.Wait(0));
                    slots.Release();
                }
            }),

        new("SemaphoreSlim.Dispose", "disposed while another is still to release", FailureKind.Exception,
            buggy: () => Disposing(waitForRelease: false),
            correct: () => Disposing(waitForRelease: true)),
    ];

    private static async Task Nested(Func<SemaphoreSlim, SemaphoreSlim, (SemaphoreSlim Outer, SemaphoreSlim Inner)[]> orders)
    {
        using SemaphoreSlim a = new(1), b = new(1);
        await Task.WhenAll(orders(a, b).Select(async order =>
        {
            await Task.Yield();
            await order.Outer.WaitAsync();
            await order.Inner.WaitAsync();
            order.Inner.Release();
            order.Outer.Release();
        }));
    }

    private static async Task TimedEntry(bool check)
    {
        using SemaphoreSlim gate = new(1, 1);
        await InTasks(() => Use(TimeSpan.FromMilliseconds(100)), () => Use(TimeSpan.FromMilliseconds(10)));

        async Task Use(TimeSpan work)
        {
            var entered = await gate.WaitAsync(TimeSpan.FromMilliseconds(50));
            if (entered || !check)
            {
                await Task.Delay(work);
                gate.Release();
            }
        }
    }

    private static async Task Cancellable(Func<SemaphoreSlim, CancellationToken, Task> use)
    {
        using SemaphoreSlim gate = new(1, 1);
        using CancellationTokenSource source = new();
        var users = new[] { Use(), Use() };
        await source.CancelAsync();
        await Task.WhenAll(users);

        async Task Use()
        {
            try
            {
                await Task.Yield();
                await use(gate, source.Token);
            }
            catch (OperationCanceledException)
            {
                // Gave up waiting.
            }
        }
    }

    private static async Task Workers(Func<SemaphoreSlim, Func<Task>, Task> guarded)
    {
        using SemaphoreSlim gate = new(1);
        var busy = false;
        await Task.WhenAll(Work(), Work());

        async Task Work()
        {
            await Task.Yield();
            var wasBusy = busy;
            busy = true;
            try
            {
                await guarded(gate, async () =>
                {
                    await Task.Yield();
                    if (wasBusy)
                    {
                        throw new TimeoutException();
                    }
                });
            }
            catch (TimeoutException)
            {
                await gate.WaitAsync();
                gate.Release();
            }

            busy = false;
        }
    }

    private static void CriticalSection(int permits)
    {
        using SemaphoreSlim gate = new(permits);
        var total = 0;
        InThreads(Add, Add);
        Assert.Equal(2, total);

        void Add()
        {
            gate.Wait();
            total++;
            gate.Release();
        }
    }

    private static void SlowConnection(TimeSpan patience)
    {
        using SemaphoreSlim pool = new(1);
        InThreads(
            () =>
            {
                pool.Wait();
                Thread.Sleep(50);
                pool.Release();
            },
            () =>
            {
                Assert.True(pool.Wait(patience));
                pool.Release();
            });
    }

    private static void Refresh(bool again)
    {
        using SemaphoreSlim refreshing = new(1);
        int version = 0, shown = 0;
        InThreads(Change, Change);
        Assert.Equal(2, shown);

        void Change()
        {
            Interlocked.Increment(ref version);
            do
            {
                if (!refreshing.Wait(0))
                {
                    return;
                }

                Volatile.Write(ref shown, Volatile.Read(ref version));
                refreshing.Release();
            }
            while (again && Volatile.Read(ref shown) != Volatile.Read(ref version));
        }
    }

    private static void Opening(bool latecomersPass)
    {
        using SemaphoreSlim gate = new(0);
        object state = new();
        var (waiting, open) = (0, false);
        InThreads(Enter, Enter, Open);

        void Enter()
        {
            lock (state)
            {
                if (open && latecomersPass)
                {
                    return;
                }

                waiting++;
            }

            gate.Wait();
        }

        void Open()
        {
            lock (state)
            {
                open = true;
                if (waiting > 0)
                {
                    gate.Release(waiting);
                }
            }
        }
    }

    private static async Task Disposing(bool waitForRelease)
    {
        var gate = new SemaphoreSlim(0);
        var releasing = Task.Run(() => gate.Release());
        if (waitForRelease)
        {
            await releasing;
        }

        gate.Dispose();
        await releasing;
    }
}
