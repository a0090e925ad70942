using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class AtomicPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Interlocked.Increment", "incremented, then read again", FailureKind.Assertion,
            buggy: () => Tickets(useResult: false),
            correct: () => Tickets(useResult: true)),

        new("Interlocked.Decrement", "the last one is whoever sees zero", FailureKind.Assertion,
            buggy: () => References(useResult: false),
            correct: () => References(useResult: true)),

        new("Interlocked.Add", "a limit checked before the addition", FailureKind.Assertion,
            buggy: () => Limit(checkFirst: true),
            correct: () => Limit(checkFirst: false)),

        new("Interlocked.Exchange", "cleared after it was taken", FailureKind.Assertion,
            buggy: () => Mailbox(exchange: false),
            correct: () => Mailbox(exchange: true)),

        new("Interlocked.CompareExchange", "the outcome of the attempt ignored", FailureKind.Assertion,
            buggy: () => Maximum(retry: false),
            correct: () => Maximum(retry: true)),

        new("Interlocked.CompareExchange", "a lock-free stack that meets the same node again", FailureKind.Assertion,
            buggy: () => Aba(reuse: true),
            correct: () => Aba(reuse: false)),

        new("Interlocked.CompareExchange(object)", "published twice", FailureKind.Assertion,
            buggy: () => Singleton(adopt: false),
            correct: () => Singleton(adopt: true)),

        new("Interlocked.And", "a flag cleared and tested in two steps", FailureKind.Assertion,
            buggy: () => ClearFlag(useResult: false),
            correct: () => ClearFlag(useResult: true)),

        new("Interlocked.Or", "set twice by who thinks to be first", FailureKind.Assertion,
            buggy: () => SetFlag(useResult: false),
            correct: () => SetFlag(useResult: true)),

        new("Interlocked.Read", "two counters read one after the other", FailureKind.Assertion,
            buggy: () => Snapshot(guarded: false),
            correct: () => Snapshot(guarded: true)),

        new("Interlocked.Exchange(byte)", "a guard tested before it is taken", FailureKind.Assertion,
            buggy: () => Guard(exchange: false),
            correct: () => Guard(exchange: true)),

        new("Interlocked.CompareExchange(double)", "a sum that loses an addend", FailureKind.Assertion,
            buggy: () => Sum(retry: false),
            correct: () => Sum(retry: true)),

        new("Interlocked.MemoryBarrier", "both see that the other has not come", FailureKind.Assertion,
            buggy: () => Flags(announceFirst: false),
            correct: () => Flags(announceFirst: true)),

        new("Volatile.Write", "the flag before the data", FailureKind.Assertion,
            buggy: () => Publish(dataFirst: false),
            correct: () => Publish(dataFirst: true)),

        new("Volatile.Read", "read twice, checked once", FailureKind.Exception,
            buggy: () => Handler(copy: false),
            correct: () => Handler(copy: true)),

        new("Volatile.Write", "volatile is not atomic", FailureKind.Assertion,
            buggy: () => Count(atomic: false),
            correct: () => Count(atomic: true)),

        new("volatile.field", "stop flag seen, work still handed in", FailureKind.Assertion,
            buggy: () => new Worker().Run(drain: false),
            correct: () => new Worker().Run(drain: true)),

        new("volatile.field", "test and set in two steps", FailureKind.Assertion,
            buggy: () => new Once().Run(atomic: false),
            correct: () => new Once().Run(atomic: true)),
    ];

    private static void Tickets(bool useResult)
    {
        var last = 0;
        var mine = new int[2];
        InThreads(() => Draw(0), () => Draw(1));
        Assert.NotEqual(mine[0], mine[1]);

        void Draw(int customer)
        {
            var drawn = Interlocked.Increment(ref last);
            mine[customer] = useResult ? drawn : Volatile.Read(ref last);
        }
    }

    private static void References(bool useResult)
    {
        int references = 2, disposals = 0;
        InThreads(Release, Release);
        Assert.Equal(1, disposals);

        void Release()
        {
            var left = Interlocked.Decrement(ref references);
            if ((useResult ? left : Volatile.Read(ref references)) == 0)
            {
                Interlocked.Increment(ref disposals);
            }
        }
    }

    private static void Limit(bool checkFirst)
    {
        var used = 0L;
        InThreads(Reserve, Reserve);
        Assert.InRange(used, 0, 100);

        void Reserve()
        {
            if (checkFirst)
            {
                if (Interlocked.Read(ref used) + 60 <= 100)
                {
                    Interlocked.Add(ref used, 60);
                }
            }
            else if (Interlocked.Add(ref used, 60) > 100)
            {
                Interlocked.Add(ref used, -60);
            }
        }
    }

    private static void Mailbox(bool exchange)
    {
        string? message = null;
        int sent = 0, received = 0;
        InThreads(() => Send("a"), Receive, Receive);
        Assert.Equal(sent, received + (message is null ? 0 : 1));

        void Send(string text)
        {
            sent++;
            Volatile.Write(ref message, text);
        }

        void Receive()
        {
            if (exchange)
            {
                Interlocked.Add(ref received, Interlocked.Exchange(ref message, null) is null ? 0 : 1);
            }
            else if (Volatile.Read(ref message) is not null)
            {
                Volatile.Write(ref message, null);
                Interlocked.Increment(ref received);
            }
        }
    }

    private static void Maximum(bool retry)
    {
        var maximum = 0;
        InThreads(() => Offer(1), () => Offer(2));
        Assert.Equal(2, maximum);

        void Offer(int value)
        {
            int seen;
            do
            {
                seen = Volatile.Read(ref maximum);
            }
            while (value > seen && Interlocked.CompareExchange(ref maximum, value, seen) != seen && retry);
        }
    }

    private static void Aba(bool reuse)
    {
        Node c = new("c", null), b = new("b", c), a = new("a", b);
        var top = a;
        var pushed = 0;
        var popped = new System.Collections.Concurrent.ConcurrentQueue<string>();
        InThreads(() => Pop(), () =>
        {
            var first = Pop();
            Pop();
            if (first is not null)
            {
                Push(reuse ? first : new Node(first.Name, null));
                pushed++;
            }
        });
        while (Pop() is not null)
        {
            // To the bottom.
        }

        Assert.Equal(3 + pushed, popped.Count);

        Node? Pop()
        {
            while (Volatile.Read(ref top) is { } seen)
            {
                var next = seen.Next;
                Thread.Yield();
                if (Interlocked.CompareExchange(ref top, next, seen) == seen)
                {
                    popped.Enqueue(seen.Name);
                    return seen;
                }
            }

            return null;
        }

        void Push(Node node)
        {
            do
            {
                node.Next = Volatile.Read(ref top);
            }
            while (Interlocked.CompareExchange(ref top, node, node.Next) != node.Next);
        }
    }

    private static void Singleton(bool adopt)
    {
        object? instance = null;
        object? first = null, second = null;
        InThreads(() => first = Get(), () => second = Get());
        Assert.Same(first, second);

        object Get()
        {
            if (Volatile.Read(ref instance) is { } found)
            {
                return found;
            }

            var created = new object();
            var winner = Interlocked.CompareExchange(ref instance, created, null);
            return adopt ? winner ?? created : created;
        }
    }

    private static void ClearFlag(bool useResult)
    {
        int flags = 0b11, cleared = 0;
        InThreads(Clear, Clear);
        Assert.Equal(1, cleared);

        void Clear()
        {
            var before = useResult ? 0 : Volatile.Read(ref flags);
            var atomically = Interlocked.And(ref flags, ~0b01);
            if (((useResult ? atomically : before) & 0b01) != 0)
            {
                Interlocked.Increment(ref cleared);
            }
        }
    }

    private static void SetFlag(bool useResult)
    {
        uint flags = 0;
        var firsts = 0;
        InThreads(Set, Set);
        Assert.Equal(1, firsts);

        void Set()
        {
            var before = useResult ? 0 : Volatile.Read(ref flags);
            var atomically = Interlocked.Or(ref flags, 4);
            if (((useResult ? atomically : before) & 4) == 0)
            {
                Interlocked.Increment(ref firsts);
            }
        }
    }

    private static void Snapshot(bool guarded)
    {
        object gate = new();
        long debit = 0, credit = 0;
        InThreads(Book, () =>
        {
            long d, c;
            if (guarded)
            {
                lock (gate)
                {
                    (d, c) = (debit, credit);
                }
            }
            else
            {
                (d, c) = (Interlocked.Read(ref debit), Interlocked.Read(ref credit));
            }

            Assert.Equal(d, c);
        });

        void Book()
        {
            lock (gate)
            {
                Interlocked.Add(ref debit, 10);
                Interlocked.Add(ref credit, 10);
            }
        }
    }

    private static void Guard(bool exchange)
    {
        byte running = 0;
        var runs = 0;
        InThreads(Start, Start);
        Assert.Equal(1, runs);

        void Start()
        {
            var was = exchange ? Interlocked.Exchange(ref running, 1) : Volatile.Read(ref running);
            if (was == 0)
            {
                Volatile.Write(ref running, 1);
                Interlocked.Increment(ref runs);
            }
        }
    }

    private static void Sum(bool retry)
    {
        var sum = 0.0;
        InThreads(() => Add(0.5), () => Add(1.5));
        Assert.Equal(2.0, sum);

        void Add(double value)
        {
            double seen;
            do
            {
                seen = Volatile.Read(ref sum);
            }
            while (Interlocked.CompareExchange(ref sum, seen + value, seen) != seen && retry);
        }
    }

    private static void Flags(bool announceFirst)
    {
        var wants = new bool[2];
        var inside = 0;
        InThreads(() => Try(0), () => Try(1));

        void Try(int me)
        {
            if (announceFirst)
            {
                wants[me] = true;
                Interlocked.MemoryBarrier();
            }

            if (wants[1 - me])
            {
                return;
            }

            Interlocked.MemoryBarrier();
            wants[me] = true;
            Assert.Equal(1, Interlocked.Increment(ref inside));
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
                    data = 1;
                }

                Volatile.Write(ref ready, true);
                data = 1;
            },
            () => Assert.True(!Volatile.Read(ref ready) || data == 1));
    }

    private static void Handler(bool copy)
    {
        Action? changed = () => { };
        InThreads(() => Volatile.Write(ref changed, null), () =>
        {
            if (copy)
            {
                Volatile.Read(ref changed)?.Invoke();
            }
            else if (Volatile.Read(ref changed) is not null)
            {
                Volatile.Read(ref changed)!();
            }
        });
    }

    private static void Count(bool atomic)
    {
        var count = 0;
        InThreads(Hit, Hit);
        Assert.Equal(2, count);

        void Hit()
        {
            if (atomic)
            {
                Interlocked.Increment(ref count);
            }
            else
            {
                Volatile.Write(ref count, Volatile.Read(ref count) + 1);
            }
        }
    }

    private sealed class Node(string name, Node? next)
    {
        public string Name => name;

        public Node? Next { get; set; } = next;
    }

    private sealed class Worker
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<int> work = new();
        private volatile bool stopped;

        public void Run(bool drain)
        {
            var (accepted, done) = (0, 0);
            InThreads(
                () =>
                {
                    if (!stopped)
                    {
                        work.Enqueue(1);
                        accepted++;
                    }
                },
                () =>
                {
                    stopped = true;
                    while (work.TryDequeue(out _))
                    {
                        done++;
                    }
                });
            while (drain && work.TryDequeue(out _))
            {
                done++;
            }

            Assert.Equal(accepted, done);
        }
    }

    private sealed class Once
    {
        private volatile int started;

        public void Run(bool atomic)
        {
            var times = 0;
            InThreads(Start, Start);
            Assert.Equal(1, times);

            void Start()
            {
                if (atomic)
                {
#pragma warning disable CS0420 // the reference is used for an interlocked operation
                    if (Interlocked.Exchange(ref started, 1) == 1)
#pragma warning restore CS0420
                    {
                        return;
                    }
                }
                else if (started == 1)
                {
                    return;
                }

                started = 1;
                Interlocked.Increment(ref times);
            }
        }
    }
}
