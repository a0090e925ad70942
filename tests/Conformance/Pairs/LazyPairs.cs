using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class LazyPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Lazy.Value", "not thread-safe by its mode", FailureKind.Exception,
            buggy: () => Created(create => new Lazy<object>(create, LazyThreadSafetyMode.None)),
            correct: () => Created(create => new Lazy<object>(create, LazyThreadSafetyMode.ExecutionAndPublication))),

        new("Lazy.Value", "the factory may run twice when only publication is safe", FailureKind.Assertion,
            buggy: () => Created(create => new Lazy<object>(create, LazyThreadSafetyMode.PublicationOnly)),
            correct: () => Created(create => new Lazy<object>(create, isThreadSafe: true))),

        new("Lazy.Value", "under a lock that the factory takes", FailureKind.Deadlock,
            buggy: () => UnderLock(first: false),
            correct: () => UnderLock(first: true)),

        new("Lazy.Value", "a first failure kept for ever", FailureKind.Exception,
            buggy: () => Cached(LazyThreadSafetyMode.ExecutionAndPublication),
            correct: () => Cached(LazyThreadSafetyMode.PublicationOnly)),

        new("Lazy.IsValueCreated", "not created now, so nothing to dispose", FailureKind.Assertion,
            buggy: () => Closing(guarded: false),
            correct: () => Closing(guarded: true)),

        new("LazyInitializer.EnsureInitialized", "a factory with a side effect runs twice", FailureKind.Assertion,
            buggy: () => Ensure(locked: false),
            correct: () => Ensure(locked: true)),

        new("LazyInitializer.EnsureInitialized(lock)", "the flag set by hand before the value", FailureKind.Assertion,
            buggy: () => Flagged(early: true),
            correct: () => Flagged(early: false)),

        new("ThreadLocal.Values", "summed up while a thread still counts", FailureKind.Assertion,
            buggy: () => Sum(join: false),
            correct: () => Sum(join: true)),

        new("AsyncLocal.Value", "kept in a static where each flow needs its own", FailureKind.Assertion,
            buggy: () => Ambient(perFlow: false),
            correct: () => Ambient(perFlow: true)),
    ];

    private static void Created(Func<Func<object>, Lazy<object>> lazily)
    {
        var created = 0;
        var lazy = lazily(() =>
        {
            Interlocked.Increment(ref created);
            Thread.Yield();
            return new object();
        });
        InThreads(() => _ = lazy.Value, () => _ = lazy.Value);
        Assert.Equal(1, created);
    }

    private static void UnderLock(bool first)
    {
        object gate = new();
        var settings = new Lazy<int>(() => { lock (gate) { return 1; } });
        InThreads(() => _ = settings.Value, () =>
        {
            var early = first ? settings.Value : 0;
            lock (gate)
            {
                Assert.Equal(1, first ? early : settings.Value);
            }
        });
    }

    private static void Cached(LazyThreadSafetyMode mode)
    {
        var connected = false;
        var connection = new Lazy<string>(() => Volatile.Read(ref connected) ? "connection" : throw new TimeoutException(), mode);
        InThreads(() => Volatile.Write(ref connected, true), () =>
        {
            try
            {
                _ = connection.Value;
            }
            catch (TimeoutException)
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref connected));
                _ = connection.Value;
            }
        });
    }

    private static void Closing(bool guarded)
    {
        object gate = new();
        var (open, closed) = (0, false);
        var resource = new Lazy<object>(() =>
        {
            Interlocked.Increment(ref open);
            return new object();
        });
        InThreads(Use, Close);
        Assert.Equal(0, open);

        void Use()
        {
            if (!guarded)
            {
                _ = resource.Value;
                return;
            }

            lock (gate)
            {
                _ = closed ? null : resource.Value;
            }
        }

        void Close()
        {
            lock (gate)
            {
                closed = true;
                if (resource.IsValueCreated)
                {
                    Interlocked.Decrement(ref open);
                }
            }
        }
    }

    private static void Ensure(bool locked)
    {
        object? value = null;
        object? gate = new();
        var (initialised, created) = (false, 0);
        InThreads(Get, Get);
        Assert.Equal(1, created);

        void Get()
        {
            if (locked)
            {
                LazyInitializer.EnsureInitialized(ref value, ref initialised, ref gate, Create);
            }
            else
            {
                LazyInitializer.EnsureInitialized(ref value, Create);
            }
        }

        object Create()
        {
            Interlocked.Increment(ref created);
            return new object();
        }
    }

    private static void Flagged(bool early)
    {
        string? value = null;
        object? gate = null;
        var initialised = false;
        InThreads(Get, Get);

        void Get()
        {
            LazyInitializer.EnsureInitialized(ref value, ref initialised, ref gate, () =>
            {
                Volatile.Write(ref initialised, early);
                return "value";
            });
            Assert.NotNull(value);
        }
    }

    private static void Sum(bool join)
    {
        using ThreadLocal<int> counts = new(trackAllValues: true);
        var worker = new Thread(() => counts.Value = 1);
        worker.Start();
        if (join)
        {
            worker.Join();
        }
        else
        {
            Thread.Yield();
        }

        Assert.Equal([1], counts.Values);
        worker.Join();
    }

    private static async Task Ambient(bool perFlow)
    {
        var ambient = new AsyncLocal<string>();
        var shared = "";
        await Task.WhenAll(Request("a"), Request("b"));

        async Task Request(string name)
        {
            ambient.Value = name;
            Volatile.Write(ref shared, name);
            await Task.Yield();
            Assert.Equal(name, perFlow ? ambient.Value : Volatile.Read(ref shared));
        }
    }
}
