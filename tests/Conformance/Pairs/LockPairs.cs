using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class LockPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Lock.Enter", "three philosophers, each the left fork first", FailureKind.Deadlock,
            buggy: () => Dine(lastIsLeftHanded: true),
            correct: () => Dine(lastIsLeftHanded: false)),

        new("Lock.EnterScope", "a publisher under its lock, a subscriber under another", FailureKind.Deadlock,
            buggy: () => Publish(underLock: true),
            correct: () => Publish(underLock: false)),

        new("Lock.Exit", "not reached when the item is not there", FailureKind.Deadlock,
            buggy: () => FindAndRemove(always: false),
            correct: () => FindAndRemove(always: true)),

        new("Lock.TryEnter", "a skipped flush loses the last entry", FailureKind.Assertion,
            buggy: () => Log(skipWhenBusy: true),
            correct: () => Log(skipWhenBusy: false)),

        new("Lock.TryEnter(timeout)", "a timeout reported as a deadlock of the server", FailureKind.Exception,
            buggy: () => SlowQuery(TimeSpan.FromMilliseconds(10)),
            correct: () => SlowQuery(TimeSpan.FromMinutes(1))),

        new("Lock.IsHeldByCurrentThread", "skips locking, for the wrong field", FailureKind.Assertion,
            buggy: () => Reentrant(own: false),
            correct: () => Reentrant(own: true)),
    ];

    private static void Dine(bool lastIsLeftHanded)
    {
        var forks = new Lock[] { new(), new(), new() };
        InThreads(() => Eat(0, 1), () => Eat(1, 2), lastIsLeftHanded ? () => Eat(2, 0) : () => Eat(0, 2));

        void Eat(int first, int second)
        {
            lock (forks[first])
            {
                lock (forks[second])
                {
                }
            }
        }
    }

    private static Task Publish(bool underLock)
    {
        Lock bus = new(), view = new();
        return InTasks(Raise, Subscribe);

        void Raise()
        {
            using (bus.EnterScope())
            {
                if (underLock)
                {
                    Handle();
                }
            }

            if (!underLock)
            {
                Handle();
            }
        }

        void Handle()
        {
            using (view.EnterScope())
            {
            }
        }

        void Subscribe()
        {
            using (view.EnterScope())
            {
                using (bus.EnterScope())
                {
                }
            }
        }
    }

    private static void FindAndRemove(bool always)
    {
        Lock gate = new();
        var items = new List<int> { 7 };
        InThreads(Remove, Remove);

        void Remove()
        {
            gate.Enter();
            if (!items.Remove(7) && !always)
            {
                return;
            }

            gate.Exit();
            gate.Enter();
            gate.Exit();
        }
    }

    private static void Log(bool skipWhenBusy)
    {
        Lock flushing = new();
        int written = 0, flushed = 0;
        InThreads(Write, Write);
        Assert.Equal(2, flushed);

        void Write()
        {
            Interlocked.Increment(ref written);
            if (!flushing.TryEnter())
            {
                if (skipWhenBusy)
                {
                    return;
                }

                flushing.Enter();
            }

            flushed = Volatile.Read(ref written);
            flushing.Exit();
        }
    }

    private static void SlowQuery(TimeSpan patience)
    {
        Lock connection = new();
        InThreads(() => Query(TimeSpan.FromHours(1), 50), () => Query(patience, 5));

        void Query(TimeSpan wait, int work)
        {
            if (!connection.TryEnter(wait))
            {
                throw new TimeoutException();
            }

            Thread.Sleep(work);
            connection.Exit();
        }
    }

    private static void Reentrant(bool own)
    {
        Lock reading = new(), writing = new();
        var total = 0;
        InThreads(Add, () => { lock (writing) { total += 1; } });
        Assert.Equal(2, total);

        void Add()
        {
            lock (own ? writing : reading)
            {
                AddLocked(own ? writing : reading);
            }
        }

        void AddLocked(Lock held)
        {
            if (!held.IsHeldByCurrentThread)
            {
                throw new SynchronizationLockException();
            }

            total += 1;
        }
    }
}
