using System.Collections.Concurrent;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class ConcurrentCollectionPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("ConcurrentDictionary.GetOrAdd", "the factory runs twice", FailureKind.Assertion,
            buggy: () => Factory((map, create) => map.GetOrAdd("a", _ => create()).ToString()),
            correct: () => LazyFactory()),

        new("ConcurrentDictionary.AddOrUpdate", "a side effect in the update function", FailureKind.Assertion,
            buggy: () => SideEffect(inUpdate: true),
            correct: () => SideEffect(inUpdate: false)),

        new("ConcurrentDictionary.indexer", "map[key] = map[key] + 1", FailureKind.Assertion,
            buggy: () => Count(map => map["a"] = map["a"] + 1),
            correct: () => Count(map => map.AddOrUpdate("a", 1, (_, old) => old + 1))),

        new("ConcurrentDictionary.TryGetValue", "read, changed, written back", FailureKind.Assertion,
            buggy: () => Count(map =>
            {
                map.TryGetValue("a", out var old);
                map["a"] = old + 1;
            }),
            correct: () => Count(map =>
            {
                int old;
                do
                {
                    map.TryGetValue("a", out old);
                }
                while (!map.TryUpdate("a", old + 1, old));
            })),

        new("ConcurrentDictionary.ContainsKey", "contained, then removed by another", FailureKind.Exception,
            buggy: () => Remove((map, key) => map.ContainsKey(key) ? map[key] : 0),
            correct: () => Remove((map, key) => map.TryGetValue(key, out var value) ? value : 0)),

        new("ConcurrentDictionary.TryAdd", "its answer ignored", FailureKind.Assertion,
            buggy: () => Claim(useResult: false),
            correct: () => Claim(useResult: true)),

        new("ConcurrentDictionary.TryRemove", "disposed by both who remove", FailureKind.Assertion,
            buggy: () => Dispose(useResult: false),
            correct: () => Dispose(useResult: true)),

        new("ConcurrentDictionary.TryRemove(pair)", "removes a newer value", FailureKind.Assertion,
            buggy: () => Expire(compare: false),
            correct: () => Expire(compare: true)),

        new("ConcurrentDictionary.TryUpdate", "one attempt is not enough", FailureKind.Assertion,
            buggy: () => Count(map => map.TryUpdate("a", map["a"] + 1, map["a"])),
            correct: () => Count(map =>
            {
                while (true)
                {
                    var old = map["a"];
                    if (map.TryUpdate("a", old + 1, old))
                    {
                        return;
                    }
                }
            })),

        new("ConcurrentDictionary.Count", "a limit checked before adding", FailureKind.Assertion,
            buggy: () => Limit(locked: false),
            correct: () => Limit(locked: true)),

        new("ConcurrentDictionary.IsEmpty", "the last one out, twice", FailureKind.Assertion,
            buggy: () => LastOut(atomic: false),
            correct: () => LastOut(atomic: true)),

        new("ConcurrentDictionary.GetEnumerator", "a total over what moves meanwhile", FailureKind.Assertion,
            buggy: () => Moved(TotalOf),
            correct: () => Moved(TotalOf, locked: true)),

        new("ConcurrentDictionary.Keys", "the first key taken for the oldest", FailureKind.Assertion,
            buggy: () => FirstKey(byOrder: true),
            correct: () => FirstKey(byOrder: false)),

        new("ConcurrentDictionary.Clear", "snapshot, then clear", FailureKind.Assertion,
            buggy: () => Flush(clear: true),
            correct: () => Flush(clear: false)),

        new("ConcurrentDictionary.Values", "two values that belong together", FailureKind.Assertion,
            buggy: () => Sum(locked: false),
            correct: () => Sum(locked: true)),

        new("ConcurrentDictionary.queries", "a total by a query over what moves meanwhile", FailureKind.Assertion,
            buggy: () => Moved(balances => balances.Select(b => b.Value).Where(balance => balance > 0).Sum()),
            correct: () => Moved(balances => balances.Sum(b => b.Value), locked: true)),

        new("ConcurrentDictionary.ToList", "grows between being counted and being copied", FailureKind.Exception,
            buggy: () => Listed(map => map.ToList()),
            correct: () => Listed(map => [.. map.ToArray()])),

        new("ConcurrentDictionary.interfaces", "counted up by the name of an interface", FailureKind.Assertion,
            buggy: () => Count(map => CountUp(map)),
            correct: () => Count(map =>
            {
                lock (map)
                {
                    CountUp(map);
                }
            })),

        new("ConcurrentQueue.interfaces", "counted, then taken, by the name of an interface", FailureKind.Assertion,
            buggy: () => TakeOne(ask: true),
            correct: () => TakeOne(ask: false)),

        new("ConcurrentQueue.queries", "counted by a query while the first goes to the end", FailureKind.Assertion,
            buggy: () => Rotate(locked: false),
            correct: () => Rotate(locked: true)),

        new("ConcurrentQueue.TryDequeue", "not empty, so it must succeed", FailureKind.Assertion,
            buggy: () => Dequeue(ask: true),
            correct: () => Dequeue(ask: false)),

        new("ConcurrentQueue.TryPeek", "peeked at, then dequeued another", FailureKind.Assertion,
            buggy: () => PeekQueue(peek: true),
            correct: () => PeekQueue(peek: false)),

        new("ConcurrentQueue.Count", "trims a queue below its size", FailureKind.Assertion,
            buggy: () => Trim(locked: false),
            correct: () => Trim(locked: true)),

        new("ConcurrentQueue.Enqueue", "enqueued after the flag was read", FailureKind.Assertion,
            buggy: () => Schedule(recheck: false),
            correct: () => Schedule(recheck: true)),

        new("ConcurrentQueue.Clear", "an item that came between taking and clearing", FailureKind.Assertion,
            buggy: () => TakeAll(clear: true),
            correct: () => TakeAll(clear: false)),

        new("ConcurrentStack.TryPop", "popped twice as if one step", FailureKind.Assertion,
            buggy: () => PopTwo(atOnce: false),
            correct: () => PopTwo(atOnce: true)),

        new("ConcurrentStack.PushRange", "pushed one by one, seen in halves", FailureKind.Assertion,
            buggy: () => PushTwo(atOnce: false),
            correct: () => PushTwo(atOnce: true)),

        new("ConcurrentStack.TryPeek", "the top is another's", FailureKind.Assertion,
            buggy: () => Top(peek: true),
            correct: () => Top(peek: false)),

        new("ConcurrentBag.TryTake", "a pool that creates too many", FailureKind.Assertion,
            buggy: () => Rent(limit: false),
            correct: () => Rent(limit: true)),

        new("ConcurrentBag.IsEmpty", "empty, and yet work is left", FailureKind.Assertion,
            buggy: () => Bag(ask: true),
            correct: () => Bag(ask: false)),
    ];

    private static void Factory(Func<ConcurrentDictionary<string, object>, Func<object>, string?> get)
    {
        var map = new ConcurrentDictionary<string, object>();
        var created = 0;
        InThreads(() => get(map, Create), () => get(map, Create));
        Assert.Equal(1, created);

        object Create()
        {
            Interlocked.Increment(ref created);
            return new object();
        }
    }

    private static void LazyFactory()
    {
        var map = new ConcurrentDictionary<string, Lazy<object>>();
        var created = 0;
        InThreads(Get, Get);
        Assert.Equal(1, created);

        void Get() => _ = map.GetOrAdd("a", _ => new Lazy<object>(() =>
        {
            Interlocked.Increment(ref created);
            return new object();
        })).Value;
    }

    private static void SideEffect(bool inUpdate)
    {
        var map = new ConcurrentDictionary<string, int> { ["a"] = 0 };
        var logged = 0;
        InThreads(Hit, Hit);
        Assert.Equal(2, logged);

        void Hit()
        {
            map.AddOrUpdate("a", 1, (_, old) =>
            {
                if (inUpdate)
                {
                    Interlocked.Increment(ref logged);
                }

                return old + 1;
            });
            if (!inUpdate)
            {
                Interlocked.Increment(ref logged);
            }
        }
    }

    private static void Count(Action<ConcurrentDictionary<string, int>> hit)
    {
        var map = new ConcurrentDictionary<string, int> { ["a"] = 0 };
        InThreads(() => hit(map), () => hit(map));
        Assert.Equal(2, map["a"]);
    }

    private static void Remove(Func<ConcurrentDictionary<string, int>, string, int> get)
    {
        var map = new ConcurrentDictionary<string, int> { ["a"] = 1 };
        InThreads(() => map.TryRemove("a", out _), () => get(map, "a"));
    }

    private static void Claim(bool useResult)
    {
        var map = new ConcurrentDictionary<string, int>();
        var owners = 0;
        InThreads(() => Own(1), () => Own(2));
        Assert.Equal(1, owners);

        void Own(int name)
        {
            var known = map.ContainsKey("job");
            var added = map.TryAdd("job", name);
            if (useResult ? added : !known)
            {
                Interlocked.Increment(ref owners);
            }
        }
    }

    private static void Dispose(bool useResult)
    {
        var map = new ConcurrentDictionary<string, object> { ["a"] = new() };
        var disposed = 0;
        InThreads(Close, Close);
        Assert.Equal(1, disposed);

        void Close()
        {
            if (map.TryGetValue("a", out _) && (map.TryRemove("a", out _) || !useResult))
            {
                Interlocked.Increment(ref disposed);
            }
        }
    }

    private static void Expire(bool compare)
    {
        var map = new ConcurrentDictionary<string, int> { ["a"] = 1 };
        InThreads(() => map["a"] = 2, () =>
        {
            if (map.TryGetValue("a", out var seen) && seen == 1)
            {
                _ = compare ? map.TryRemove(KeyValuePair.Create("a", 1)) : map.TryRemove("a", out _);
            }
        });
        Assert.Equal(2, map.GetValueOrDefault("a"));
    }

    private static void Limit(bool locked)
    {
        var map = new ConcurrentDictionary<string, int>();
        InThreads(() => Add("a"), () => Add("b"));
        Assert.Single(map);

        void Add(string key)
        {
            if (locked)
            {
                lock (map)
                {
                    Unlocked(key);
                }
            }
            else
            {
                Unlocked(key);
            }
        }

        void Unlocked(string key)
        {
            if (map.Count < 1)
            {
                map.TryAdd(key, 0);
            }
        }
    }

    private static void LastOut(bool atomic)
    {
        var map = new ConcurrentDictionary<string, int> { ["a"] = 0, ["b"] = 0 };
        int left = 2, last = 0;
        InThreads(() => Leave("a"), () => Leave("b"));
        Assert.Equal(1, last);

        void Leave(string key)
        {
            map.TryRemove(key, out _);
            if (atomic ? Interlocked.Decrement(ref left) == 0 : map.IsEmpty)
            {
                Interlocked.Increment(ref last);
            }
        }
    }

    private static void Flush(bool clear)
    {
        var map = new ConcurrentDictionary<string, int> { ["a"] = 1 };
        var flushed = 0;
        InThreads(() => map["b"] = 1, () =>
        {
            if (clear)
            {
                flushed += map.ToArray().Length;
                map.Clear();
                return;
            }

            foreach (var key in map.Keys)
            {
                flushed += map.TryRemove(key, out _) ? 1 : 0;
            }
        });
        Assert.Equal(2, flushed + map.Count);
    }

    private static void Sum(bool locked)
    {
        var map = new ConcurrentDictionary<string, int> { ["a"] = 5, ["b"] = 5 };
        InThreads(
            () =>
            {
                lock (map)
                {
                    map["a"] = 0;
                    map["b"] = 10;
                }
            },
            () =>
            {
                if (!locked)
                {
                    Assert.Equal(10, map.Values.Sum());
                    return;
                }

                lock (map)
                {
                    Assert.Equal(10, map.Values.Sum());
                }
            });
    }

    private static void Dequeue(bool ask)
    {
        var queue = new ConcurrentQueue<int>([1]);
        InThreads(Take, Take);

        void Take()
        {
            if (!ask)
            {
                queue.TryDequeue(out _);
            }
            else if (!queue.IsEmpty)
            {
                Assert.True(queue.TryDequeue(out _));
            }
        }
    }

    private static void PeekQueue(bool peek)
    {
        var queue = new ConcurrentQueue<int>([1, 2]);
        InThreads(Take, Take);

        void Take()
        {
            var seen = 0;
            if (peek)
            {
                queue.TryPeek(out seen);
            }

            Assert.True(queue.TryDequeue(out var taken));
            Assert.Equal(peek ? seen : taken, taken);
        }
    }

    private static void Trim(bool locked)
    {
        var queue = new ConcurrentQueue<int>([1, 2, 3]);
        object gate = new();
        InThreads(() => TrimTo(2), () => TrimTo(2));
        Assert.Equal(2, queue.Count);

        void TrimTo(int size)
        {
            if (!locked)
            {
                Unlocked(size);
                return;
            }

            lock (gate)
            {
                Unlocked(size);
            }
        }

        void Unlocked(int size)
        {
            while (queue.Count > size)
            {
                queue.TryDequeue(out _);
            }
        }
    }

    private static void Schedule(bool recheck)
    {
        var work = new ConcurrentQueue<int>();
        int running = 0, done = 0;
        InThreads(Post, Post);
        Assert.Equal(2, done);

        void Post()
        {
            work.Enqueue(1);
            do
            {
                if (Interlocked.Exchange(ref running, 1) == 1)
                {
                    return;
                }

                while (work.TryDequeue(out _))
                {
                    Interlocked.Increment(ref done);
                }

                Volatile.Write(ref running, 0);
            }
            while (recheck && !work.IsEmpty);
        }
    }

    private static void TakeAll(bool clear)
    {
        var log = new ConcurrentQueue<string>(["a"]);
        var written = 0;
        InThreads(() => log.Enqueue("b"), () =>
        {
            if (clear)
            {
                written += log.ToArray().Length;
                log.Clear();
                return;
            }

            while (log.TryDequeue(out _))
            {
                written++;
            }
        });
        Assert.Equal(2, written + log.Count);
    }

    private static void PopTwo(bool atOnce)
    {
        var numbers = new ConcurrentStack<int>([1, 1, 2, 2]);
        InThreads(Pop, Pop);

        void Pop()
        {
            var two = new int[2];
            if (atOnce)
            {
                numbers.TryPopRange(two);
            }
            else
            {
                numbers.TryPop(out two[0]);
                numbers.TryPop(out two[1]);
            }

            Assert.Equal(two[0], two[1]);
        }
    }

    private static void PushTwo(bool atOnce)
    {
        var stack = new ConcurrentStack<int>();
        InThreads(
            () =>
            {
                if (atOnce)
                {
                    stack.PushRange([1, 2]);
                }
                else
                {
                    stack.Push(1);
                    stack.Push(2);
                }
            },
            () => Assert.NotEqual(1, stack.Count));
    }

    private static void Top(bool peek)
    {
        var stack = new ConcurrentStack<int>();
        InThreads(() => Use(1), () => Use(2));

        void Use(int name)
        {
            stack.Push(name);
            if (peek)
            {
                stack.TryPeek(out var top);
                Assert.Equal(name, top);
            }

            Assert.True(stack.TryPop(out _));
        }
    }

    private static void Rent(bool limit)
    {
        var pool = new ConcurrentBag<object> { new() };
        using SemaphoreSlim places = new(1);
        var created = 1;
        InThreads(Use, Use);
        Assert.Equal(1, created);

        void Use()
        {
            if (limit)
            {
                places.Wait();
            }

            if (!pool.TryTake(out var item))
            {
                Interlocked.Increment(ref created);
                item = new object();
            }

            pool.Add(item);
            if (limit)
            {
                places.Release();
            }
        }
    }

    private static void Bag(bool ask)
    {
        var work = new ConcurrentBag<int> { 1 };
        InThreads(Take, Take);

        void Take()
        {
            if (!ask)
            {
                work.TryTake(out _);
            }
            else if (!work.IsEmpty)
            {
                Assert.True(work.TryTake(out _));
            }
        }
    }

    private static async Task Moved(Func<ConcurrentDictionary<string, int>, int> total, bool locked = false)
    {
        object gate = new();
        var balances = new ConcurrentDictionary<string, int>([new("a", 1), new("b", 0)]);
        await InTasks(Transfer, Sum);

        void Transfer()
        {
            lock (gate)
            {
                balances["b"] = 1;
                balances["a"] = 0;
            }
        }

        void Sum()
        {
            if (!locked)
            {
                Assert.Equal(1, total(balances));
                return;
            }

            lock (gate)
            {
                Assert.Equal(1, total(balances));
            }
        }
    }

    private static int TotalOf(ConcurrentDictionary<string, int> balances)
    {
        var total = 0;
        foreach (var (_, balance) in balances)
        {
            total += balance;
        }

        return total;
    }

    private static async Task Listed(Func<ConcurrentDictionary<string, int>, List<KeyValuePair<string, int>>> list)
    {
        var map = new ConcurrentDictionary<string, int>([new("a", 1)]);
        await InTasks(() => map["b"] = 2, () => Assert.InRange(list(map).Count, 1, 2));
    }

    private static void CountUp(IDictionary<string, int> map) => map["a"] = map["a"] + 1;

    private static async Task TakeOne(bool ask)
    {
        IProducerConsumerCollection<int> work = new ConcurrentQueue<int>([1]);
        await InTasks(Take, Take);

        void Take()
        {
            if (!ask)
            {
                work.TryTake(out _);
            }
            else if (work.Count > 0)
            {
                Assert.True(work.TryTake(out _));
            }
        }
    }

    private static async Task Rotate(bool locked)
    {
        object gate = new();
        var turns = new ConcurrentQueue<string>(["a", "b"]);
        await InTasks(Turn, Look);

        void Turn()
        {
            lock (gate)
            {
                turns.TryDequeue(out var first);
                turns.Enqueue(first!);
            }
        }

        void Look()
        {
            if (!locked)
            {
                Assert.Equal(2, turns.Count(turn => turn.Length == 1));
                return;
            }

            lock (gate)
            {
                Assert.Equal(2, turns.Count(turn => turn.Length == 1));
            }
        }
    }

    private static async Task FirstKey(bool byOrder)
    {
        var (jobs, oldest) = (new ConcurrentDictionary<string, int>(), "");
        await InTasks(() => Add("x"), () => Add("y"));
        Assert.Equal(oldest, byOrder ? jobs.Keys.First() : jobs.OrderBy(j => j.Value).First().Key);

        void Add(string key)
        {
            lock (jobs)
            {
                oldest = oldest.Length == 0 ? key : oldest;
                jobs[key] = jobs.Count;
            }
        }
    }
}
