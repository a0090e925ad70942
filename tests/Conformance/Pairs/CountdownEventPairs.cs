using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class CountdownEventPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("CountdownEvent.Signal", "not reached when the work fails", FailureKind.Deadlock,
            buggy: () => Failing(inFinally: false),
            correct: () => Failing(inFinally: true)),

        new("CountdownEvent.Signal", "one signal too many", FailureKind.Exception,
            buggy: () => Retrying(once: false),
            correct: () => Retrying(once: true)),

        new("CountdownEvent.Signal(count)", "signals for those who joined so far", FailureKind.Deadlock,
            buggy: () => Batch(all: false),
            correct: () => Batch(all: true)),

        new("CountdownEvent.Wait", "returns before the last result is written", FailureKind.Assertion,
            buggy: () => Results(writeFirst: false),
            correct: () => Results(writeFirst: true)),

        new("CountdownEvent.Wait(timeout)", "sums up what is there", FailureKind.Assertion,
            buggy: () => SlowWorker(retry: false),
            correct: () => SlowWorker(retry: true)),

        new("CountdownEvent.AddCount", "added by the child instead of the parent", FailureKind.Exception,
            buggy: () => Children(byParent: false),
            correct: () => Children(byParent: true)),

        new("CountdownEvent.TryAddCount", "its answer ignored", FailureKind.Exception,
            buggy: () => Late(check: false),
            correct: () => Late(check: true)),

        new("CountdownEvent.Reset", "reset while another still signals the last round", FailureKind.Deadlock,
            buggy: () => Rounds(joinFirst: false),
            correct: () => Rounds(joinFirst: true)),

        new("CountdownEvent.CurrentCount", "asks who is the last", FailureKind.Assertion,
            buggy: () => Last(useResult: false),
            correct: () => Last(useResult: true)),

        new("CountdownEvent.IsSet", "polled once", FailureKind.Assertion,
            buggy: () => Polling(wait: false),
            correct: () => Polling(wait: true)),

        new("CountdownEvent.WaitHandle", "one of two phases awaited", FailureKind.Assertion,
            buggy: () => Phases(all: false),
            correct: () => Phases(all: true)),
    ];

    private static async Task Failing(bool inFinally)
    {
        using CountdownEvent done = new(2);
        var stock = 1;
        var workers = InTasks(Work, Work);
        done.Wait();
        await workers;

        void Work()
        {
            try
            {
                Sell();
                if (!inFinally)
                {
                    done.Signal();
                }
            }
            catch (InvalidOperationException)
            {
                // Sold out.
            }
            finally
            {
                if (inFinally)
                {
                    done.Signal();
                }
            }
        }

        void Sell()
        {
            var left = Interlocked.Decrement(ref stock);
            Thread.Yield();
            if (left < 0)
            {
                throw new InvalidOperationException();
            }

            Interlocked.Increment(ref stock);
        }
    }

    private static void Retrying(bool once)
    {
        using CountdownEvent done = new(1);
        var answered = 0;
        InThreads(Answer, Answer, () => done.Wait());

        void Answer()
        {
            var first = once ? Interlocked.Exchange(ref answered, 1) == 0 : !done.IsSet;
            if (first)
            {
                done.Signal();
            }
        }
    }

    private static void Batch(bool all)
    {
        using CountdownEvent done = new(3);
        var finished = 0;
        InThreads(Work, Work, () =>
        {
            if (all)
            {
                done.Signal();
            }
            else
            {
                done.Signal(1 + Volatile.Read(ref finished));
            }

            done.Wait();
        });

        void Work()
        {
            Interlocked.Increment(ref finished);
            if (all)
            {
                done.Signal();
            }
        }
    }

    private static void Results(bool writeFirst)
    {
        using CountdownEvent done = new(2);
        var results = new int[2];
        InThreads(() => Work(0), () => Work(1), () =>
        {
            done.Wait();
            Assert.True(results[0] + results[1] == 2);
        });

        void Work(int index)
        {
            if (writeFirst)
            {
                results[index] = 1;
            }

            done.Signal();
            results[index] = 1;
        }
    }

    private static void SlowWorker(bool retry)
    {
        using CountdownEvent done = new(1);
        InThreads(() => { Thread.Sleep(100); done.Signal(); }, () =>
        {
            while (!done.Wait(100) && retry)
            {
                // Once more.
            }

            Assert.True(done.IsSet);
        });
    }

    private static void Children(bool byParent)
    {
        using CountdownEvent done = new(1);
        var child = new Thread(() =>
        {
            if (!byParent)
            {
                done.AddCount();
            }

            done.Signal();
        });
        if (byParent)
        {
            done.AddCount();
        }

        child.Start();
        done.Signal();
        done.Wait();
        child.Join();
    }

    private static void Late(bool check)
    {
        using CountdownEvent open = new(1);
        InThreads(() => open.Signal(), () =>
        {
            if (open.TryAddCount() || !check)
            {
                open.Signal();
            }
        });
    }

    private static void Rounds(bool joinFirst)
    {
        using CountdownEvent round = new(2);
        var first = new Thread(() => round.Signal());
        first.Start();
        if (joinFirst)
        {
            round.Signal();
            round.Wait();
        }
        else if (round.Signal())
        {
            round.Wait();
        }

        round.Reset(1);
        var second = new Thread(() =>
        {
            if (joinFirst || !round.IsSet)
            {
                round.Wait();
            }
        });
        second.Start();
        if (joinFirst || round.CurrentCount == 1)
        {
            first.Join();
        }

        if (joinFirst)
        {
            round.Signal();
        }

        second.Join();
        first.Join();
    }

    private static void Last(bool useResult)
    {
        using CountdownEvent left = new(2);
        var summed = 0;
        InThreads(Work, Work);
        Assert.Equal(1, summed);

        void Work()
        {
            var last = left.Signal();
            if (useResult ? last : left.CurrentCount == 0)
            {
                Interlocked.Increment(ref summed);
            }
        }
    }

    private static void Polling(bool wait)
    {
        using CountdownEvent done = new(1);
        InThreads(() => done.Signal(), () =>
        {
            if (wait)
            {
                done.Wait();
            }

            Assert.True(done.IsSet);
        });
    }

    private static void Phases(bool all)
    {
        using CountdownEvent load = new(1), parse = new(1);
        var loaded = false;
        InThreads(() => { loaded = true; load.Signal(); }, () => parse.Signal(), () =>
        {
            var handles = new[] { load.WaitHandle, parse.WaitHandle };
            if (all)
            {
                WaitHandle.WaitAll(handles);
            }
            else
            {
                WaitHandle.WaitAny(handles);
            }

            Assert.True(loaded);
        });
    }
}
