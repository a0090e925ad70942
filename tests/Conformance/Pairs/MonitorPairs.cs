using System.Runtime.CompilerServices;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class MonitorPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Monitor.Wait", "interrupted when it has been woken, while it waits to have the monitor again", FailureKind.Exception,
            buggy: () => Interrupted(handle: false),
            correct: () => Interrupted(handle: true)),

        new("Monitor.Enter", "two accounts locked in opposite orders", FailureKind.Deadlock,
            buggy: () => Transfers((from, to) => (from, to)),
            correct: () => Transfers((from, to) => from.Number < to.Number ? (from, to) : (to, from))),

        new("Monitor.Enter", "check and act under two locks", FailureKind.Assertion,
            buggy: async () =>
            {
                object gate = new();
                var stock = 1;
                await InTasks(Buy, Buy);
                Assert.True(stock >= 0);

                void Buy()
                {
                    bool available;
                    lock (gate)
                    {
                        available = stock > 0;
                    }

                    lock (gate)
                    {
                        stock -= available ? 1 : 0;
                    }
                }
            },
            correct: async () =>
            {
                object gate = new();
                var stock = 1;
                await InTasks(Buy, Buy);
                Assert.True(stock >= 0);

                void Buy()
                {
                    lock (gate)
                    {
                        stock -= stock > 0 ? 1 : 0;
                    }
                }
            }),

        new("MethodImplOptions.Synchronized", "the type is locked here and the object there", FailureKind.Assertion,
            buggy: () => new SynchronizedCounter().Count(half: true),
            correct: () => new SynchronizedCounter().Count(half: false)),

        new("MethodImplOptions.Synchronized", "two objects that call each other's synchronized methods", FailureKind.Deadlock,
            buggy: () => SynchronizedAccount.Transfers(opposite: true),
            correct: () => SynchronizedAccount.Transfers(opposite: false)),

        new("Monitor.Enter", "two locks for one field", FailureKind.Assertion,
            buggy: () => Counting(new object(), new object()),
            correct: () =>
            {
                object gate = new();
                Counting(gate, gate);
            }),

        new("Monitor.Enter", "a callback under the lock takes another", FailureKind.Deadlock,
            buggy: () => Notifying(copyFirst: false),
            correct: () => Notifying(copyFirst: true)),

        new("Monitor.Exit", "forgotten when the guarded code throws", FailureKind.Deadlock,
            buggy: () =>
            {
                object gate = new();
                var items = 1;
                InThreads(Take, Take);

                void Take()
                {
                    Monitor.Enter(gate);
                    if (items == 0)
                    {
                        return;
                    }

                    items--;
                    Monitor.Exit(gate);
                    Refill();
                }

                void Refill()
                {
                    Monitor.Enter(gate);
                    items++;
                    Monitor.Exit(gate);
                }
            },
            correct: () =>
            {
                object gate = new();
                var items = 1;
                InThreads(Take, Take);

                void Take()
                {
                    lock (gate)
                    {
                        if (items == 0)
                        {
                            return;
                        }

                        items--;
                    }

                    lock (gate)
                    {
                        items++;
                    }
                }
            }),

        new("Monitor.TryEnter", "gives up and goes on unguarded", FailureKind.Assertion,
            buggy: () => Guarded(orWait: false),
            correct: () => Guarded(orWait: true)),

        new("Monitor.TryEnter", "a busy lock taken for an empty queue", FailureKind.Assertion,
            buggy: () =>
            {
                object gate = new();
                var processed = 0;
                InThreads(Work, Work);
                Assert.Equal(2, processed);

                void Work()
                {
                    if (Monitor.TryEnter(gate))
                    {
                        processed++;
                        Monitor.Exit(gate);
                    }
                }
            },
            correct: () =>
            {
                object gate = new();
                var processed = 0;
                InThreads(Work, Work);
                Assert.Equal(2, processed);

                void Work()
                {
                    while (!Monitor.TryEnter(gate, TimeSpan.FromSeconds(1)))
                    {
                        // Try again.
                    }

                    processed++;
                    Monitor.Exit(gate);
                }
            }),

        new("Monitor.TryEnter(timeout)", "times out behind a slow holder", FailureKind.Assertion,
            buggy: () => SlowHolder(TimeSpan.FromMilliseconds(50)),
            correct: () => SlowHolder(Timeout.InfiniteTimeSpan)),

        new("Monitor.Pulse", "the signal comes before the wait", FailureKind.Deadlock,
            buggy: () =>
            {
                object gate = new();
                InThreads(
                    () =>
                    {
                        lock (gate)
                        {
                            Monitor.Wait(gate);
                        }
                    },
                    () =>
                    {
                        lock (gate)
                        {
                            Monitor.Pulse(gate);
                        }
                    });
            },
            correct: () =>
            {
                object gate = new();
                var ready = false;
                InThreads(
                    () =>
                    {
                        lock (gate)
                        {
                            while (!ready)
                            {
                                Monitor.Wait(gate);
                            }
                        }
                    },
                    () =>
                    {
                        lock (gate)
                        {
                            ready = true;
                            Monitor.Pulse(gate);
                        }
                    });
            }),

        new("Monitor.Pulse", "wakes a producer instead of a consumer", FailureKind.Deadlock,
            buggy: () => BoundedBuffer(Monitor.Pulse),
            correct: () => BoundedBuffer(Monitor.PulseAll)),

        new("Monitor.Wait", "an if where a while is needed", FailureKind.Exception,
            buggy: () =>
            {
                Queue<int> queue = new();
                InThreads(Consume, Consume, () => Produce(queue, 1), () => Produce(queue, 2));

                void Consume()
                {
                    lock (queue)
                    {
                        if (queue.Count == 0)
                        {
                            Monitor.Wait(queue);
                        }

                        queue.Dequeue();
                    }
                }
            },
            correct: () =>
            {
                Queue<int> queue = new();
                InThreads(Consume, Consume, () => Produce(queue, 1), () => Produce(queue, 2));

                void Consume()
                {
                    lock (queue)
                    {
                        while (queue.Count == 0)
                        {
                            Monitor.Wait(queue);
                        }

                        queue.Dequeue();
                    }
                }
            }),

        new("Monitor.Wait", "gives back only the inner lock", FailureKind.Deadlock,
            buggy: () => NestedMonitor(signalNeedsOuter: true),
            correct: () => NestedMonitor(signalNeedsOuter: false)),

        new("Monitor.Wait(timeout)", "a timeout taken for the signal", FailureKind.Assertion,
            buggy: () => TimedWait(retry: false),
            correct: () => TimedWait(retry: true)),

        new("Monitor.PulseAll", "the state changes after the signal, outside the lock", FailureKind.Deadlock,
            buggy: () => Gate(changeUnderLock: false),
            correct: () => Gate(changeUnderLock: true)),

        new("Monitor.IsEntered", "asks another thread's lock", FailureKind.Assertion,
            buggy: () =>
            {
                object gate = new();
                var owner = 0;
                InThreads(() => Enter(1), () => Enter(2));

                void Enter(int name)
                {
                    owner = name;
                    lock (gate)
                    {
                        Assert.True(Monitor.IsEntered(gate));
                        Assert.Equal(name, owner);
                    }
                }
            },
            correct: () =>
            {
                object gate = new();
                var owner = 0;
                InThreads(() => Enter(1), () => Enter(2));

                void Enter(int name)
                {
                    Assert.False(Monitor.IsEntered(gate));
                    lock (gate)
                    {
                        owner = name;
                        Assert.True(Monitor.IsEntered(gate));
                        Assert.Equal(name, owner);
                    }
                }
            }),
    ];

    private static void Interrupted(bool handle)
    {
        object gate = new();
        var ready = false;
        var waiter = new Thread(() =>
        {
            try
            {
                lock (gate)
                {
                    while (!ready)
                    {
                        Monitor.Wait(gate);
                    }
                }
            }
            catch (ThreadInterruptedException) when (handle)
            {
                // The monitor was held again, or leaving the block had thrown.
            }
        });
        waiter.Start();
        var other = new Thread(waiter.Interrupt);
        other.Start();
        lock (gate)
        {
            ready = true;
            Monitor.Pulse(gate);
        }

        other.Join();
        waiter.Join();
    }

    private static Task Transfers(Func<Account, Account, (Account First, Account Second)> order)
    {
        Account a = new(1), b = new(2);
        return InTasks(() => Transfer(a, b), () => Transfer(b, a));

        void Transfer(Account from, Account to)
        {
            var (first, second) = order(from, to);
            lock (first)
            {
                lock (second)
                {
                    from.Balance--;
                    to.Balance++;
                }
            }
        }
    }

    private static void Counting(object readGate, object writeGate)
    {
        var hits = 0;
        InThreads(() => Hit(readGate), () => Hit(writeGate));
        Assert.Equal(2, hits);

        void Hit(object gate)
        {
            lock (gate)
            {
                hits++;
            }
        }
    }

    private static void Notifying(bool copyFirst)
    {
        object model = new(), view = new();
        Action changed = () =>
        {
            lock (view)
            {
            }
        };
        InThreads(Change, Draw);

        void Change()
        {
            if (copyFirst)
            {
                Action handler;
                lock (model)
                {
                    handler = changed;
                }

                handler();
                return;
            }

            lock (model)
            {
                changed();
            }
        }

        void Draw()
        {
            lock (view)
            {
                lock (model)
                {
                }
            }
        }
    }

    private static void Guarded(bool orWait)
    {
        object gate = new();
        var total = 0;
        InThreads(Add, Add);
        Assert.Equal(2, total);

        void Add()
        {
            var entered = Monitor.TryEnter(gate);
            if (!entered && orWait)
            {
                Monitor.Enter(gate, ref entered);
            }

            total++;
            if (entered)
            {
                Monitor.Exit(gate);
            }
        }
    }

    private static void SlowHolder(TimeSpan timeout)
    {
        object gate = new();
        InThreads(
            () =>
            {
                lock (gate)
                {
                    Thread.Sleep(100);
                }
            },
            () =>
            {
                Assert.True(Monitor.TryEnter(gate, timeout));
                Monitor.Exit(gate);
            });
    }

    private static void Produce(Queue<int> queue, int item)
    {
        lock (queue)
        {
            queue.Enqueue(item);
            Monitor.Pulse(queue);
        }
    }

    private static void BoundedBuffer(Action<object> signal)
    {
        object gate = new();
        var count = 0;
        InThreads(Put, Put, Take, Take);

        void Put()
        {
            lock (gate)
            {
                while (count == 1)
                {
                    Monitor.Wait(gate);
                }

                count++;
                signal(gate);
            }
        }

        void Take()
        {
            lock (gate)
            {
                while (count == 0)
                {
                    Monitor.Wait(gate);
                }

                count--;
                signal(gate);
            }
        }
    }

    private static void NestedMonitor(bool signalNeedsOuter)
    {
        object outer = new(), inner = new();
        var ready = false;
        InThreads(
            () =>
            {
                lock (outer)
                {
                    lock (inner)
                    {
                        while (!ready)
                        {
                            Monitor.Wait(inner);
                        }
                    }
                }
            },
            () =>
            {
                lock (signalNeedsOuter ? outer : inner)
                {
                    lock (inner)
                    {
                        ready = true;
                        Monitor.Pulse(inner);
                    }
                }
            });
    }

    private static void TimedWait(bool retry)
    {
        object gate = new();
        string? answer = null;
        InThreads(
            () =>
            {
                lock (gate)
                {
                    while (answer is null && (Monitor.Wait(gate, 100) || retry))
                    {
                        // Again: the signal may be another's.
                    }

                    Assert.NotNull(answer);
                }
            },
            () =>
            {
                Thread.Sleep(100);
                lock (gate)
                {
                    answer = "late";
                    Monitor.PulseAll(gate);
                }
            });
    }

    private static void Gate(bool changeUnderLock)
    {
        object gate = new();
        var open = false;
        InThreads(
            () =>
            {
                lock (gate)
                {
                    while (!Volatile.Read(ref open))
                    {
                        Monitor.Wait(gate);
                    }
                }
            },
            () =>
            {
                lock (gate)
                {
                    if (changeUnderLock)
                    {
                        open = true;
                    }

                    Monitor.PulseAll(gate);
                }

                Volatile.Write(ref open, true);
            });
    }

    private sealed record Account(int Number)
    {
        public int Balance { get; set; } = 100;
    }

    private sealed class SynchronizedCounter
    {
        private static SynchronizedCounter? current;
        private int count;

        public async Task Count(bool half)
        {
            current = this;
            count = 0;
            await InTasks(Add, half ? AddToCurrent : Add);
            Assert.Equal(2, count);
        }

        [MethodImpl(MethodImplOptions.Synchronized)]
        private static void AddToCurrent() => current!.count++;

        [MethodImpl(MethodImplOptions.Synchronized)]
        private void Add() => count++;
    }

    private sealed class SynchronizedAccount
    {
        private int balance = 10;

        public static Task Transfers(bool opposite)
        {
            SynchronizedAccount one = new(), other = new();
            return InTasks(() => one.MoveTo(other), () => (opposite ? other : one).MoveTo(opposite ? one : other));
        }

        [MethodImpl(MethodImplOptions.Synchronized)]
        private void MoveTo(SynchronizedAccount to)
        {
            balance--;
            to.Take();
        }

        [MethodImpl(MethodImplOptions.Synchronized)]
        private void Take() => balance++;
    }
}
