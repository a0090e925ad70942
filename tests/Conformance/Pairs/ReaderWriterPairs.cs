using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class ReaderWriterPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("ReaderWriterLockSlim.EnterReadLock", "writes under the read lock", FailureKind.Assertion,
            buggy: () => Count(rw => rw.EnterReadLock(), rw => rw.ExitReadLock()),
            correct: () => Count(rw => rw.EnterWriteLock(), rw => rw.ExitWriteLock())),

        new("ReaderWriterLockSlim.EnterReadLock", "a reader that reads again behind a waiting writer", FailureKind.Deadlock,
            buggy: () => NestedRead(inChild: true),
            correct: () => NestedRead(inChild: false)),

        new("ReaderWriterLockSlim.EnterWriteLock", "read, release, write: the check is old", FailureKind.Assertion,
            buggy: () => Cached(recheck: false),
            correct: () => Cached(recheck: true)),

        new("ReaderWriterLockSlim.EnterWriteLock", "two caches locked in opposite orders", FailureKind.Deadlock,
            buggy: () => Opposite((a, b) => [(a, b), (b, a)]),
            correct: () => Opposite((a, b) => [(a, b), (a, b)])),

        new("ReaderWriterLockSlim.EnterUpgradeableReadLock", "upgrades while a reader waits for it", FailureKind.Deadlock,
            buggy: () => Upgrade(waitInside: true),
            correct: () => Upgrade(waitInside: false)),

        new("ReaderWriterLockSlim.TryEnterReadLock", "a busy cache taken for an empty one", FailureKind.Assertion,
            buggy: () => Lookup(0),
            correct: () => Lookup(Timeout.Infinite)),

        new("ReaderWriterLockSlim.TryEnterWriteLock", "an update dropped behind a slow reader", FailureKind.Assertion,
            buggy: () => Update(TimeSpan.FromMilliseconds(50)),
            correct: () => Update(Timeout.InfiniteTimeSpan)),

        new("ReaderWriterLockSlim.TryEnterUpgradeableReadLock", "two who want to upgrade, one gives up", FailureKind.Assertion,
            buggy: () => Upgraders(TimeSpan.Zero),
            correct: () => Upgraders(TimeSpan.FromSeconds(5))),

        new("ReaderWriterLockSlim.ExitWriteLock", "forgotten on the way out", FailureKind.Deadlock,
            buggy: () => Forgotten(always: false),
            correct: () => Forgotten(always: true)),

        new("ReaderWriterLockSlim.ExitReadLock", "left by who may not have entered", FailureKind.Exception,
            buggy: () => Leave(check: false),
            correct: () => Leave(check: true)),

        new("ReaderWriterLockSlim.CurrentReadCount", "no readers now is no write lock", FailureKind.Assertion,
            buggy: () => Idle(enter: false),
            correct: () => Idle(enter: true)),

        new("ReaderWriterLockSlim.WaitingWriteCount", "a writer that is not waiting yet taken for one that is done", FailureKind.Assertion,
            buggy: () => Waiting(entered: false),
            correct: () => Waiting(entered: true)),

        new("ReaderWriterLock.AcquireReaderLock", "writes under the reader lock", FailureKind.Assertion,
            buggy: () => CountOld(rw => rw.AcquireReaderLock(Timeout.Infinite), rw => rw.ReleaseReaderLock()),
            correct: () => CountOld(rw => rw.AcquireWriterLock(Timeout.Infinite), rw => rw.ReleaseWriterLock())),

        new("ReaderWriterLock.AcquireWriterLock", "times out behind a slow reader", FailureKind.Exception,
            buggy: () => SlowReader(50),
            correct: () => SlowReader(Timeout.Infinite)),

        new("ReaderWriterLock.UpgradeToWriterLock", "another wrote in between", FailureKind.Assertion,
            buggy: () => UpgradeOld(check: false),
            correct: () => UpgradeOld(check: true)),

        new("ReaderWriterLock.DowngradeFromWriterLock", "reads after releasing instead of downgrading", FailureKind.Assertion,
            buggy: () => Downgrade(keep: false),
            correct: () => Downgrade(keep: true)),

        new("ReaderWriterLock.ReleaseLock", "not restored, and read on", FailureKind.Assertion,
            buggy: () => Restore(restore: false),
            correct: () => Restore(restore: true)),
    ];

    private static void Count(Action<ReaderWriterLockSlim> enter, Action<ReaderWriterLockSlim> exit)
    {
        using ReaderWriterLockSlim rw = new();
        var hits = 0;
        InThreads(Hit, Hit);
        Assert.Equal(2, hits);

        void Hit()
        {
            enter(rw);
            hits++;
            exit(rw);
        }
    }

    private static void NestedRead(bool inChild)
    {
        using ReaderWriterLockSlim rw = new(LockRecursionPolicy.SupportsRecursion);
        InThreads(
            () =>
            {
                rw.EnterReadLock();
                if (inChild)
                {
                    // The helper thread is another reader: it queues behind the writer, which waits for this one.
                    InThreads(() => { rw.EnterReadLock(); rw.ExitReadLock(); });
                }
                else
                {
                    rw.EnterReadLock();
                    rw.ExitReadLock();
                }

                rw.ExitReadLock();
            },
            () =>
            {
                rw.EnterWriteLock();
                rw.ExitWriteLock();
            });
    }

    private static void Cached(bool recheck)
    {
        using ReaderWriterLockSlim rw = new();
        object? cached = null;
        var created = 0;
        InThreads(Get, Get);
        Assert.Equal(1, created);

        void Get()
        {
            rw.EnterReadLock();
            var found = cached;
            rw.ExitReadLock();
            if (found is not null)
            {
                return;
            }

            rw.EnterWriteLock();
            if (!recheck || cached is null)
            {
                cached = new object();
                created++;
            }

            rw.ExitWriteLock();
        }
    }

    private static void Opposite(Func<ReaderWriterLockSlim, ReaderWriterLockSlim, (ReaderWriterLockSlim Write, ReaderWriterLockSlim Read)[]> orders)
    {
        using ReaderWriterLockSlim a = new(), b = new();
        InThreads([.. orders(a, b).Select(order => (Action)(() =>
        {
            order.Write.EnterWriteLock();
            order.Read.EnterReadLock();
            order.Read.ExitReadLock();
            order.Write.ExitWriteLock();
        }))]);
    }

    private static void Upgrade(bool waitInside)
    {
        using ReaderWriterLockSlim rw = new();
        using ManualResetEventSlim updated = new();
        InThreads(
            () =>
            {
                rw.EnterUpgradeableReadLock();
                rw.EnterWriteLock();
                rw.ExitWriteLock();
                updated.Set();
                rw.ExitUpgradeableReadLock();
            },
            () =>
            {
                rw.EnterReadLock();
                if (waitInside)
                {
                    updated.Wait();
                }

                rw.ExitReadLock();
                updated.Wait();
            });
    }

    private static void Lookup(int patience)
    {
        using ReaderWriterLockSlim rw = new();
        var cache = new Dictionary<string, int> { ["a"] = 1 };
        InThreads(
            () =>
            {
                rw.EnterWriteLock();
                cache["b"] = 2;
                rw.ExitWriteLock();
            },
            () =>
            {
                var found = false;
                if (rw.TryEnterReadLock(patience))
                {
                    found = cache.ContainsKey("a");
                    rw.ExitReadLock();
                }

                Assert.True(found);
            });
    }

    private static void Update(TimeSpan patience)
    {
        using ReaderWriterLockSlim rw = new();
        var version = 0;
        InThreads(
            () =>
            {
                rw.EnterReadLock();
                Thread.Sleep(50);
                rw.ExitReadLock();
            },
            () =>
            {
                if (rw.TryEnterWriteLock(patience))
                {
                    version++;
                    rw.ExitWriteLock();
                }
            });
        Assert.Equal(1, version);
    }

    private static void Upgraders(TimeSpan patience)
    {
        using ReaderWriterLockSlim rw = new();
        var added = 0;
        InThreads(Add, Add);
        Assert.Equal(2, added);

        void Add()
        {
            if (rw.TryEnterUpgradeableReadLock(patience))
            {
                rw.EnterWriteLock();
                added++;
                rw.ExitWriteLock();
                rw.ExitUpgradeableReadLock();
            }
        }
    }

    private static void Forgotten(bool always)
    {
        using ReaderWriterLockSlim rw = new();
        var closed = false;
        InThreads(Close, Close);

        void Close()
        {
            rw.EnterWriteLock();
            if (closed && !always)
            {
                return;
            }

            closed = true;
            rw.ExitWriteLock();
            rw.EnterReadLock();
            rw.ExitReadLock();
        }
    }

    private static void Leave(bool check)
    {
        using ReaderWriterLockSlim rw = new();
        InThreads(() => { rw.EnterWriteLock(); rw.ExitWriteLock(); }, () =>
        {
            var entered = rw.TryEnterReadLock(0);
            if (entered || !check)
            {
                rw.ExitReadLock();
            }
        });
    }

    private static void Idle(bool enter)
    {
        using ReaderWriterLockSlim rw = new();
        var value = 0;
        InThreads(
            () =>
            {
                rw.EnterReadLock();
                var first = Volatile.Read(ref value);
                Assert.Equal(first, Volatile.Read(ref value));
                rw.ExitReadLock();
            },
            () =>
            {
                if (enter)
                {
                    rw.EnterWriteLock();
                    Volatile.Write(ref value, 1);
                    rw.ExitWriteLock();
                }
                else if (rw.CurrentReadCount == 0)
                {
                    Volatile.Write(ref value, 1);
                }
            });
    }

    private static void Waiting(bool entered)
    {
        using ReaderWriterLockSlim rw = new();
        var written = false;
        rw.EnterReadLock();
        var writer = new Thread(() =>
        {
            rw.EnterWriteLock();
            written = true;
            rw.ExitWriteLock();
        });
        writer.Start();
        var seen = entered || rw.WaitingWriteCount == 1;
        rw.ExitReadLock();
        if (entered)
        {
            writer.Join();
        }

        Assert.True(written || seen);
        writer.Join();
    }

    private static void CountOld(Action<ReaderWriterLock> enter, Action<ReaderWriterLock> exit)
    {
        var rw = new ReaderWriterLock();
        var hits = 0;
        InThreads(Hit, Hit);
        Assert.Equal(2, hits);

        void Hit()
        {
            enter(rw);
            hits++;
            exit(rw);
        }
    }

    private static void SlowReader(int patience)
    {
        var rw = new ReaderWriterLock();
        InThreads(
            () =>
            {
                rw.AcquireReaderLock(Timeout.Infinite);
                Thread.Sleep(50);
                rw.ReleaseReaderLock();
            },
            () =>
            {
                rw.AcquireWriterLock(patience);
                rw.ReleaseWriterLock();
            });
    }

    private static void UpgradeOld(bool check)
    {
        var rw = new ReaderWriterLock();
        var total = 0;
        InThreads(Add, Add);
        Assert.Equal(2, total);

        void Add()
        {
            rw.AcquireReaderLock(Timeout.Infinite);
            var seen = total;
            var number = rw.WriterSeqNum;
            var cookie = rw.UpgradeToWriterLock(Timeout.Infinite);
            total = 1 + (check && rw.AnyWritersSince(number) ? total : seen);
            rw.DowngradeFromWriterLock(ref cookie);
            rw.ReleaseReaderLock();
        }
    }

    private static void Downgrade(bool keep)
    {
        var rw = new ReaderWriterLock();
        var owner = 0;
        InThreads(() => Own(1), () => Own(2));

        void Own(int name)
        {
            rw.AcquireReaderLock(Timeout.Infinite);
            var cookie = rw.UpgradeToWriterLock(Timeout.Infinite);
            owner = name;
            if (keep)
            {
                rw.DowngradeFromWriterLock(ref cookie);
            }
            else
            {
                rw.ReleaseLock();
                rw.AcquireReaderLock(Timeout.Infinite);
            }

            Assert.Equal(name, owner);
            rw.ReleaseReaderLock();
        }
    }

    private static void Restore(bool restore)
    {
        var rw = new ReaderWriterLock();
        var value = 0;
        InThreads(
            () =>
            {
                rw.AcquireReaderLock(Timeout.Infinite);
                var cookie = rw.ReleaseLock();
                if (restore)
                {
                    rw.RestoreLock(ref cookie);
                }

                var first = value;
                Thread.Yield();
                Assert.Equal(first, value);
                rw.ReleaseLock();
            },
            () =>
            {
                rw.AcquireWriterLock(Timeout.Infinite);
                value++;
                rw.ReleaseWriterLock();
            });
    }
}
