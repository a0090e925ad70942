using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class MutexPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Mutex.WaitOne", "two files locked in opposite orders", FailureKind.Deadlock,
            buggy: () => Copying((a, b) => [(a, b), (b, a)]),
            correct: () => Copying((a, b) => [(a, b), (a, b)])),

        new("Mutex.WaitOne(timeout)", "writes although the wait timed out", FailureKind.Assertion,
            buggy: () => TimedWrite(check: false),
            correct: () => TimedWrite(check: true)),

        new("Mutex.WaitOne(0)", "the second instance quits while the first is closing", FailureKind.Assertion,
            buggy: () => SingleInstance(wait: 0),
            correct: () => SingleInstance(wait: Timeout.Infinite)),

        new("Mutex.ReleaseMutex", "released by a thread that does not own it", FailureKind.Exception,
            buggy: () => Release(onlyWhenEntered: false),
            correct: () => Release(onlyWhenEntered: true)),

        new("Mutex.ReleaseMutex", "abandoned by an early return", FailureKind.Exception,
            buggy: () => Abandon(release: false),
            correct: () => Abandon(release: true)),

        new("Semaphore.WaitOne", "a permit short for two phases", FailureKind.Deadlock,
            buggy: () => Phases(permits: 2),
            correct: () => Phases(permits: 3)),

        new("Semaphore.WaitOne(timeout)", "a leaked permit after a timeout", FailureKind.Exception,
            buggy: () => Pool(check: false),
            correct: () => Pool(check: true)),

        new("Semaphore.Release", "one release too many by two cleaners", FailureKind.Exception,
            buggy: () => Clean(once: false),
            correct: () => Clean(once: true)),

        new("Semaphore.Release(count)", "the previous count taken for the present", FailureKind.Assertion,
            buggy: () => Previous(guarded: false),
            correct: () => Previous(guarded: true)),
    ];

    private static void Copying(Func<Mutex, Mutex, (Mutex From, Mutex To)[]> orders)
    {
        using Mutex a = new(), b = new();
        InThreads([.. orders(a, b).Select(order => (Action)(() =>
        {
            order.From.WaitOne();
            order.To.WaitOne();
            order.To.ReleaseMutex();
            order.From.ReleaseMutex();
        }))]);
    }

    private static void TimedWrite(bool check)
    {
        using Mutex file = new();
        var lines = 0;
        InThreads(
            () =>
            {
                file.WaitOne();
                var read = lines;
                Thread.Sleep(100);
                lines = read + 1;
                file.ReleaseMutex();
            },
            () =>
            {
                while (!file.WaitOne(50))
                {
                    if (!check)
                    {
                        lines++;
                        return;
                    }
                }

                lines++;
                file.ReleaseMutex();
            });
        Assert.Equal(2, lines);
    }

    private static void SingleInstance(int wait)
    {
        using Mutex instance = new();
        var started = 0;
        InThreads(Start, Start);
        Assert.Equal(2, started);

        void Start()
        {
            if (instance.WaitOne(wait))
            {
                started++;
                instance.ReleaseMutex();
            }
        }
    }

    private static void Release(bool onlyWhenEntered)
    {
        using Mutex gate = new();
        InThreads(Use, Use);

        void Use()
        {
            var entered = gate.WaitOne(0);
            if (entered || !onlyWhenEntered)
            {
                gate.ReleaseMutex();
            }
        }
    }

    private static void Abandon(bool release)
    {
        using Mutex gate = new();
        var closed = false;
        InThreads(Use, () => { gate.WaitOne(); closed = true; gate.ReleaseMutex(); }, Use);

        void Use()
        {
            gate.WaitOne();
            if (closed && !release)
            {
                return;
            }

            gate.ReleaseMutex();
        }
    }

    private static void Phases(int permits)
    {
        using Semaphore slots = new(permits, permits);
        InThreads(Copy, Copy);

        void Copy()
        {
            slots.WaitOne();
            slots.WaitOne();
            slots.Release(2);
        }
    }

    private static void Pool(bool check)
    {
        using Semaphore pool = new(1, 1);
        InThreads(() => Use(200), () => Use(10));

        void Use(int work)
        {
            var taken = pool.WaitOne(TimeSpan.FromMilliseconds(100));
            if (taken || !check)
            {
                Thread.Sleep(work);
                pool.Release();
            }
        }
    }

    private static void Clean(bool once)
    {
        using Semaphore idle = new(0, 1);
        var cleaned = 0;
        InThreads(Done, Done, () => idle.WaitOne());

        void Done()
        {
            if (!once || Interlocked.Exchange(ref cleaned, 1) == 0)
            {
                idle.Release();
            }
        }
    }

    private static void Previous(bool guarded)
    {
        using Semaphore tickets = new(0, 10);
        var (issued, last) = (0, 0);
        object gate = new();
        InThreads(Issue, Issue);
        Assert.Equal(issued, last);

        void Issue()
        {
            if (guarded)
            {
                lock (gate)
                {
                    Interlocked.Increment(ref issued);
                    Volatile.Write(ref last, tickets.Release(1) + 1);
                }

                return;
            }

            Interlocked.Increment(ref issued);
            Volatile.Write(ref last, tickets.Release(1) + 1);
        }
    }
}
