using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class BarrierPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Barrier.SignalAndWait", "a participant leaves after an error and says nothing", FailureKind.Deadlock,
            buggy: () => Failing(remove: false),
            correct: () => Failing(remove: true)),

        new("Barrier.SignalAndWait", "no barrier between writing and reading the neighbour's cell", FailureKind.Assertion,
            buggy: () => Neighbours(phases: 1),
            correct: () => Neighbours(phases: 2)),

        new("Barrier.SignalAndWait(timeout)", "a timed-out participant goes on alone", FailureKind.Assertion,
            buggy: () => Slow(TimeSpan.FromMilliseconds(50)),
            correct: () => Slow(Timeout.InfiniteTimeSpan)),

        new("Barrier.AddParticipant", "added by itself, after the phase may have ended", FailureKind.Assertion,
            buggy: () => Joining(beforeStart: false),
            correct: () => Joining(beforeStart: true)),

        new("Barrier.RemoveParticipant", "two helpers that leave, one of them twice", FailureKind.Exception,
            buggy: () => Leaving(once: false),
            correct: () => Leaving(once: true)),

        new("Barrier.PostPhaseAction", "sums up what late writers still change", FailureKind.Assertion,
            buggy: () => Summing(writeFirst: false),
            correct: () => Summing(writeFirst: true)),

        new("Barrier.CurrentPhaseNumber", "read by one who takes no part", FailureKind.Assertion,
            buggy: () => PhaseNumbers(observerTakesPart: false),
            correct: () => PhaseNumbers(observerTakesPart: true)),

        new("Barrier.ParticipantsRemaining", "asks whether the other has arrived", FailureKind.Assertion,
            buggy: () => Arrived(wait: false),
            correct: () => Arrived(wait: true)),
    ];

    private static void Failing(bool remove)
    {
        using Barrier barrier = new(2);
        var busy = false;
        InThreads(Work, Work);

        void Work()
        {
            var failed = Volatile.Read(ref busy);
            Volatile.Write(ref busy, true);
            if (!failed)
            {
                barrier.SignalAndWait();
            }
            else if (remove)
            {
                barrier.RemoveParticipant();
            }
        }
    }

    private static void Neighbours(int phases)
    {
        using Barrier barrier = new(2);
        var cells = new[] { 1, 2 };
        InThreads(() => Step(0), () => Step(1));
        Assert.Equal([2, 1], cells);

        void Step(int index)
        {
            var neighbour = cells[1 - index];
            Thread.Yield();
            if (phases == 2)
            {
                barrier.SignalAndWait();
            }

            cells[index] = neighbour;
            barrier.SignalAndWait();
        }
    }

    private static void Slow(TimeSpan patience)
    {
        using Barrier barrier = new(2);
        var loaded = false;
        InThreads(
            () =>
            {
                Thread.Sleep(50);
                loaded = true;
                barrier.SignalAndWait(TimeSpan.FromSeconds(1));
            },
            () =>
            {
                barrier.SignalAndWait(patience);
                Assert.True(loaded);
            });
    }

    private static void Joining(bool beforeStart)
    {
        using Barrier barrier = new(beforeStart ? 2 : 1);
        var written = false;
        InThreads(
            () =>
            {
                if (!beforeStart)
                {
                    barrier.AddParticipant();
                }

                written = true;
                barrier.SignalAndWait();
            },
            () =>
            {
                barrier.SignalAndWait();
                Assert.True(written);
                if (!beforeStart)
                {
                    barrier.RemoveParticipant();
                }
            });
    }

    private static void Leaving(bool once)
    {
        using Barrier barrier = new(3);
        var left = 0;
        InThreads(Leave, Leave, () => barrier.SignalAndWait());

        void Leave()
        {
            var order = Interlocked.Increment(ref left);
            barrier.RemoveParticipant();
            if (!once && order == 1 && Volatile.Read(ref left) == 2)
            {
                barrier.RemoveParticipants(2);
            }
        }
    }

    private static void Summing(bool writeFirst)
    {
        var (values, sum) = (new int[2], 0);
        using Barrier barrier = new(2, _ => sum = values.Sum());
        InThreads(() => Work(0, true), () => Work(1, writeFirst));
        Assert.Equal(2, sum);

        void Work(int index, bool first)
        {
            if (first)
            {
                values[index] = 1;
                barrier.SignalAndWait();
                return;
            }

            Task.Run(() => values[index] = 1);
            barrier.SignalAndWait();
        }
    }

    private static void PhaseNumbers(bool observerTakesPart)
    {
        using Barrier barrier = new(observerTakesPart ? 3 : 2);
        InThreads(() => barrier.SignalAndWait(), () => barrier.SignalAndWait(), () =>
        {
            Assert.Equal(0, barrier.CurrentPhaseNumber);
            if (observerTakesPart)
            {
                barrier.SignalAndWait();
            }
        });
    }

    private static void Arrived(bool wait)
    {
        using Barrier barrier = new(2);
        var ready = false;
        InThreads(() => { ready = true; barrier.SignalAndWait(); }, () =>
        {
            if (wait)
            {
                barrier.SignalAndWait();
                Assert.True(ready);
                return;
            }

            Assert.Equal(1, barrier.ParticipantsRemaining);
            barrier.SignalAndWait();
        });
    }
}
