using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class SpinPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("SpinLock.Enter", "a copied spin lock guards nothing", FailureKind.Assertion,
            buggy: () => Count(copy: true),
            correct: () => Count(copy: false)),

        new("SpinLock.TryEnter", "goes on unguarded", FailureKind.Assertion,
            buggy: () => TryCount(wait: false),
            correct: () => TryCount(wait: true)),

        new("SpinLock.Exit", "left by who did not get in", FailureKind.Exception,
            buggy: () => Leave(check: false),
            correct: () => Leave(check: true)),

        new("SpinLock.IsHeld", "asked before it is taken", FailureKind.Assertion,
            buggy: () => Ask(enter: false),
            correct: () => Ask(enter: true)),

        new("SpinWait.SpinOnce", "spins on a flag set before the data", FailureKind.Assertion,
            buggy: () => Publish(dataFirst: false),
            correct: () => Publish(dataFirst: true)),

        new("SpinWait.SpinUntil", "two pass at once when the gate opens", FailureKind.Assertion,
            buggy: () => Acquire(atomic: false),
            correct: () => Acquire(atomic: true)),

        new("SpinWait.SpinUntil(timeout)", "goes on after the time is up", FailureKind.Assertion,
            buggy: () => Patience(check: false),
            correct: () => Patience(check: true)),

        new("SpinWait.SpinOnce", "each waits for the other's flag", FailureKind.StepBound,
            buggy: () => Dekker(yield: false),
            correct: () => Dekker(yield: true)),
    ];

    private static void Count(bool copy)
    {
        var gate = new SpinLock(enableThreadOwnerTracking: false);
        var hits = 0;
        InThreads(Hit, Hit);
        Assert.Equal(2, hits);

        void Hit()
        {
            var taken = false;
            if (copy)
            {
                var copied = gate;
                copied.Enter(ref taken);
                hits++;
                copied.Exit();
                return;
            }

            gate.Enter(ref taken);
            hits++;
            gate.Exit();
        }
    }

    private static void TryCount(bool wait)
    {
        var gate = new SpinLock(enableThreadOwnerTracking: true);
        var hits = 0;
        InThreads(Hit, Hit);
        Assert.Equal(2, hits);

        void Hit()
        {
            var taken = false;
            gate.TryEnter(ref taken);
            if (!taken && wait)
            {
                gate.Enter(ref taken);
            }

            hits++;
            if (taken)
            {
                gate.Exit();
            }
        }
    }

    private static void Leave(bool check)
    {
        var gate = new SpinLock(enableThreadOwnerTracking: true);
        InThreads(Use, Use);

        void Use()
        {
            var taken = false;
            gate.TryEnter(ref taken);
            if (taken || !check)
            {
                gate.Exit();
            }
        }
    }

    private static void Ask(bool enter)
    {
        var gate = new SpinLock(enableThreadOwnerTracking: false);
        var inside = 0;
        InThreads(Use, Use);

        void Use()
        {
            var taken = false;
            if (enter)
            {
                gate.Enter(ref taken);
            }
            else if (gate.IsHeld)
            {
                return;
            }
            else
            {
                gate.TryEnter(ref taken);
            }

            Assert.Equal(1, Interlocked.Increment(ref inside));
            Interlocked.Decrement(ref inside);
            if (taken)
            {
                gate.Exit();
            }
        }
    }

    private static void Publish(bool dataFirst)
    {
        var (data, ready) = (0, false);
        InThreads(
            () =>
            {
                if (dataFirst)
                {
                    data = 42;
                }

                Volatile.Write(ref ready, true);
                data = 42;
            },
            () =>
            {
                var spinner = new SpinWait();
                while (!Volatile.Read(ref ready))
                {
                    spinner.SpinOnce();
                }

                Assert.Equal(42, data);
            });
    }

    private static void Acquire(bool atomic)
    {
        int taken = 0, inside = 0;
        InThreads(Enter, Enter);

        void Enter()
        {
            if (atomic)
            {
                SpinWait.SpinUntil(() => Interlocked.CompareExchange(ref taken, 1, 0) == 0);
            }
            else
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref taken) == 0);
                Volatile.Write(ref taken, 1);
            }

            Assert.Equal(1, Interlocked.Increment(ref inside));
            Interlocked.Decrement(ref inside);
            Volatile.Write(ref taken, 0);
        }
    }

    private static void Patience(bool check)
    {
        var ready = false;
        InThreads(
            () =>
            {
                Thread.Sleep(50);
                Volatile.Write(ref ready, true);
            },
            () =>
            {
                while (!SpinWait.SpinUntil(() => Volatile.Read(ref ready), 50) && check)
                {
                    // Not yet.
                }

                Assert.True(Volatile.Read(ref ready));
            });
    }

    private static void Dekker(bool yield)
    {
        var wants = new bool[2];
        InThreads(() => Enter(0), () => Enter(1));

        void Enter(int me)
        {
            var spinner = new SpinWait();
            Volatile.Write(ref wants[me], true);
            while (Volatile.Read(ref wants[1 - me]))
            {
                if (yield && me == 1)
                {
                    Volatile.Write(ref wants[me], false);
                    spinner.SpinOnce();
                    continue;
                }

                spinner.SpinOnce();
            }

            Volatile.Write(ref wants[me], false);
        }
    }
}
