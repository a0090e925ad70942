using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class EventPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("AutoResetEvent.Set", "two signals become one", FailureKind.Deadlock,
            buggy: () =>
            {
                using AutoResetEvent arrived = new(false);
                InThreads(() => arrived.Set(), () => arrived.Set(), () => { arrived.WaitOne(); arrived.WaitOne(); });
            },
            correct: () =>
            {
                using Semaphore arrived = new(0, 2);
                InThreads(() => arrived.Release(), () => arrived.Release(), () => { arrived.WaitOne(); arrived.WaitOne(); });
            }),

        new("AutoResetEvent.WaitOne", "one signal for two waiters", FailureKind.Deadlock,
            buggy: () => Shutdown<AutoResetEvent>(() => new AutoResetEvent(false)),
            correct: () => Shutdown<ManualResetEvent>(() => new ManualResetEvent(false))),

        new("AutoResetEvent.Reset", "clears a signal that was not consumed", FailureKind.Deadlock,
            buggy: () => Requests(reset: true),
            correct: () => Requests(reset: false)),

        new("AutoResetEvent.WaitOne(timeout)", "a poll that gives up too early", FailureKind.Assertion,
            buggy: () => Poll(attempts: 2),
            correct: () => Poll(attempts: 50)),

        new("ManualResetEvent.Reset", "closes the door before all have passed", FailureKind.Deadlock,
            buggy: () => Door(waitForAll: false),
            correct: () => Door(waitForAll: true)),

        new("ManualResetEvent.Set", "set before the data is there", FailureKind.Assertion,
            buggy: () => Publishing(dataFirst: false),
            correct: () => Publishing(dataFirst: true)),

        new("EventWaitHandle.Set", "an event that wakes one where a state is meant", FailureKind.Deadlock,
            buggy: () => Shutdown<EventWaitHandle>(() => new EventWaitHandle(false, EventResetMode.AutoReset)),
            correct: () => Shutdown<EventWaitHandle>(() => new EventWaitHandle(false, EventResetMode.ManualReset))),

        new("ManualResetEventSlim.Wait", "waits before it starts who sets", FailureKind.Deadlock,
            buggy: () => Startup(startFirst: false),
            correct: () => Startup(startFirst: true)),

        new("ManualResetEventSlim.Reset", "reset after the check loses a wake-up", FailureKind.Deadlock,
            buggy: () => Worker(resetFirst: false),
            correct: () => Worker(resetFirst: true)),

        new("ManualResetEventSlim.IsSet", "checked, then done twice", FailureKind.Assertion,
            buggy: () => Initialise(guarded: false),
            correct: () => Initialise(guarded: true)),

        new("ManualResetEventSlim.Wait(timeout)", "goes on after a timeout", FailureKind.Assertion,
            buggy: () => Loading(retry: false),
            correct: () => Loading(retry: true)),

        new("ManualResetEventSlim.Wait(token)", "cancelled while the last item is on its way", FailureKind.Assertion,
            buggy: () => Draining(drain: false),
            correct: () => Draining(drain: true)),

        new("ManualResetEventSlim.WaitHandle", "the handle of an event that is reset meanwhile", FailureKind.Deadlock,
            buggy: () => Pulse(reset: true),
            correct: () => Pulse(reset: false)),

        new("ManualResetEventSlim.Set", "set by who thinks to be the last", FailureKind.Deadlock,
            buggy: () => LastOne(atomic: false),
            correct: () => LastOne(atomic: true)),

        new("WaitHandle.WaitAny", "only the first of two signals is handled", FailureKind.Assertion,
            buggy: () => StopOrWork(finish: false),
            correct: () => StopOrWork(finish: true)),

        new("WaitHandle.WaitAny(timeout)", "an index of 258 is no index", FailureKind.Exception,
            buggy: () => Fastest(check: false),
            correct: () => Fastest(check: true)),

        new("WaitHandle.WaitAll", "all at once, or one after the other in another order", FailureKind.Deadlock,
            buggy: () => Both(atOnce: false),
            correct: () => Both(atOnce: true)),

        new("WaitHandle.WaitAll(timeout)", "goes on with what is not ready", FailureKind.Assertion,
            buggy: () => AllReady(TimeSpan.FromMilliseconds(30)),
            correct: () => AllReady(Timeout.InfiniteTimeSpan)),

        new("WaitHandle.SignalAndWait", "the answer is reset before it is seen", FailureKind.Deadlock,
            buggy: () => PingPong(reset: true),
            correct: () => PingPong(reset: false)),

        new("WaitHandle.Dispose", "disposed before the signal", FailureKind.Exception,
            buggy: () => Notify(join: false),
            correct: () => Notify(join: true)),
    ];

    private static void Shutdown<T>(Func<T> create)
        where T : EventWaitHandle
    {
        using var stop = create();
        var stopping = false;
        InThreads(Worker, Worker, () => { Volatile.Write(ref stopping, true); stop.Set(); });

        void Worker()
        {
            if (!Volatile.Read(ref stopping))
            {
                stop.WaitOne();
            }
        }
    }

    private static void Requests(bool reset)
    {
        using AutoResetEvent request = new(false);
        InThreads(() => request.Set(), Serve);

        void Serve()
        {
            if (reset)
            {
                request.Reset();
            }

            request.WaitOne();
        }
    }

    private static void Poll(int attempts)
    {
        using AutoResetEvent ready = new(false);
        InThreads(
            () =>
            {
                Thread.Sleep(100);
                ready.Set();
            },
            () =>
            {
                var seen = false;
                for (var i = 0; i < attempts && !seen; i++)
                {
                    seen = ready.WaitOne(50);
                }

                Assert.True(seen);
            });
    }

    private static void Door(bool waitForAll)
    {
        using ManualResetEvent door = new(false);
        using CountdownEvent passed = new(2);
        InThreads(Pass, Pass, () =>
        {
            door.Set();
            if (waitForAll)
            {
                passed.Wait();
            }

            door.Reset();
        });

        void Pass()
        {
            door.WaitOne();
            passed.Signal();
        }
    }

    private static void Publishing(bool dataFirst)
    {
        using ManualResetEvent ready = new(false);
        string? data = null;
        InThreads(
            () =>
            {
                if (dataFirst)
                {
                    data = "data";
                }

                ready.Set();
                data = "data";
            },
            () =>
            {
                ready.WaitOne();
                Assert.NotNull(data);
            });
    }

    private static void Startup(bool startFirst)
    {
        using ManualResetEventSlim first = new(), second = new();
        InThreads(() => { first.Set(); second.Wait(); }, () =>
        {
            if (startFirst || !first.IsSet)
            {
                second.Set();
            }

            first.Wait();
        });
    }

    private static void Worker(bool resetFirst)
    {
        using ManualResetEventSlim wake = new();
        var work = 0;
        InThreads(
            () =>
            {
                Interlocked.Increment(ref work);
                wake.Set();
            },
            () =>
            {
                while (Interlocked.Exchange(ref work, 0) == 0)
                {
                    if (!resetFirst)
                    {
                        wake.Reset();
                        wake.Wait();
                        continue;
                    }

                    wake.Wait();
                    wake.Reset();
                }
            });
    }

    private static void Initialise(bool guarded)
    {
        using ManualResetEventSlim done = new();
        object gate = new();
        var times = 0;
        InThreads(Once, Once);
        Assert.Equal(1, times);

        void Once()
        {
            if (guarded)
            {
                lock (gate)
                {
                    Unguarded();
                }
            }
            else
            {
                Unguarded();
            }
        }

        void Unguarded()
        {
            if (!done.IsSet)
            {
                Interlocked.Increment(ref times);
                done.Set();
            }
        }
    }

    private static void Loading(bool retry)
    {
        using ManualResetEventSlim loaded = new();
        var value = 0;
        InThreads(
            () =>
            {
                Thread.Sleep(100);
                value = 42;
                loaded.Set();
            },
            () =>
            {
                while (!loaded.Wait(100) && retry)
                {
                    // Once more.
                }

                Assert.Equal(42, value);
            });
    }

    private static void Draining(bool drain)
    {
        using ManualResetEventSlim arrived = new();
        using CancellationTokenSource stop = new();
        int sent = 0, received = 0;
        InThreads(
            () =>
            {
                sent = 1;
                arrived.Set();
                stop.Cancel();
            },
            () =>
            {
                try
                {
                    arrived.Wait(stop.Token);
                    received = 1;
                }
                catch (OperationCanceledException)
                {
                    received = drain && arrived.IsSet ? 1 : 0;
                }
            });
        Assert.Equal(sent, received);
    }

    private static void Pulse(bool reset)
    {
        using ManualResetEventSlim signal = new();
        InThreads(() => signal.WaitHandle.WaitOne(), () =>
        {
            signal.Set();
            if (reset)
            {
                signal.Reset();
            }
        });
    }

    private static void LastOne(bool atomic)
    {
        using ManualResetEventSlim allDone = new();
        var left = 2;
        InThreads(Finish, Finish, () => allDone.Wait());

        void Finish()
        {
            int now;
            if (atomic)
            {
                now = Interlocked.Decrement(ref left);
            }
            else
            {
                now = Volatile.Read(ref left) - 1;
                Volatile.Write(ref left, now);
            }

            if (now == 0)
            {
                allDone.Set();
            }
        }
    }

    private static void StopOrWork(bool finish)
    {
        using ManualResetEvent stop = new(false);
        using AutoResetEvent work = new(false);
        var done = 0;
        InThreads(
            () =>
            {
                work.Set();
                stop.Set();
            },
            () =>
            {
                while (WaitHandle.WaitAny([stop, work]) == 1)
                {
                    done++;
                }

                if (finish && work.WaitOne(0))
                {
                    done++;
                }
            });
        Assert.Equal(1, done);
    }

    private static void Fastest(bool check)
    {
        using ManualResetEvent first = new(false), second = new(false);
        var names = new[] { "first", "second" };
        InThreads(() => { Thread.Sleep(50); first.Set(); }, () => { Thread.Sleep(60); second.Set(); }, () =>
        {
            var index = WaitHandle.WaitAny([first, second], 50);
            var winner = check && index == WaitHandle.WaitTimeout ? "none" : names[index];
            Assert.NotEmpty(winner);
        });
    }

    private static void Both(bool atOnce)
    {
        using AutoResetEvent left = new(true), right = new(true);
        InThreads(() => Eat(left, right), () => Eat(right, left));

        void Eat(AutoResetEvent one, AutoResetEvent other)
        {
            if (atOnce)
            {
                WaitHandle.WaitAll([one, other]);
            }
            else
            {
                one.WaitOne();
                other.WaitOne();
            }

            one.Set();
            other.Set();
        }
    }

    private static void AllReady(TimeSpan patience)
    {
        using ManualResetEvent a = new(false), b = new(false);
        InThreads(() => { Thread.Sleep(30); a.Set(); }, () => b.Set(), () => Assert.True(WaitHandle.WaitAll([a, b], patience)));
    }

    private static void PingPong(bool reset)
    {
        using ManualResetEvent ping = new(false), pong = new(false);
        InThreads(() => WaitHandle.SignalAndWait(ping, pong), () =>
        {
            ping.WaitOne();
            pong.Set();
            if (reset)
            {
                pong.Reset();
            }
        });
    }

    private static void Notify(bool join)
    {
        var done = new ManualResetEvent(false);
        var thread = new Thread(() => done.Set());
        thread.Start();
        if (join)
        {
            thread.Join();
        }

        done.Dispose();
        thread.Join();
    }
}
