using System.Collections.Concurrent;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs.PublicBugs;

/// <summary>Bugs that were found in public caches and pools, as programs of their shape.</summary>
internal static class CachePairs
{
    public static IEnumerable<Pair> All =>
    [
        // dotnet/runtime #36499
        new("MemoryCache.GetOrCreateAsync", "two callers miss and both create", FailureKind.Assertion,
            buggy: () => Stampede(cache => async () => cache.Missing() ?? await cache.Create()),
            correct: () => Stampede(cache => () => cache.Shared())),

        // BitFaster.Caching #615
        new("Lru.TryRemove", "compared, then removed by its key", FailureKind.Assertion,
            buggy: () => Expire((entries, old) => entries.TryGetValue("k", out var now) && now == old && entries.TryRemove("k", out _)),
            correct: () => Expire((entries, old) => entries.TryRemove(new KeyValuePair<string, int>("k", old)))),

        // dotnet/msbuild PR #4797
        new("ProjectCache.Get", "a factory that may run once only", FailureKind.Assertion,
            buggy: () => Load(made =>
            {
                var loaded = new ConcurrentDictionary<string, object>();
                return () => loaded.GetOrAdd("project", _ => made());
            }),
            correct: () => Load(made =>
            {
                var loaded = new ConcurrentDictionary<string, Lazy<object>>();
                return () => loaded.GetOrAdd("project", _ => new Lazy<object>(made)).Value;
            })),

        // AsyncKeyedLock #5
        new("AsyncKeyedLocker.LockAsync", "a releaser goes back to the pool between being found and being counted", FailureKind.Assertion,
            buggy: () => Keyed(recheck: false),
            correct: () => Keyed(recheck: true)),
    ];

    private static async Task Stampede(Func<OneEntryCache, Func<Task<object>>> get)
    {
        var cache = new OneEntryCache();
        var ask = get(cache);
        var values = await Task.WhenAll(Task.Run(ask), Task.Run(ask));
        Assert.Same(values[0], values[1]);
        Assert.Equal(1, cache.Created);
    }

    // A value expires while it is replaced: the new one must stay.
    private static async Task Expire(Func<ConcurrentDictionary<string, int>, int, bool> removeIfOld)
    {
        var entries = new ConcurrentDictionary<string, int> { ["k"] = 1 };
        await InTasks(() => removeIfOld(entries, 1), () => entries["k"] = 2);
        Assert.Equal(2, entries.GetValueOrDefault("k"));
    }

    private static async Task Load(Func<Func<object>, Func<object>> loader)
    {
        var times = 0;
        var load = loader(() =>
        {
            Interlocked.Increment(ref times);
            return new object();
        });
        await InTasks(() => load(), () => load());
        Assert.Equal(1, times);
    }

    private static async Task Keyed(bool recheck)
    {
        var locks = new KeyedLock(recheck);
        int inside = 0, most = 0;
        await InTasks(Work, Work, Work);
        Assert.Equal(1, most);

        async Task Work()
        {
            var releaser = await locks.LockAsync("k");
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            locks.Release("k", releaser);
        }
    }

    private sealed class OneEntryCache
    {
        private readonly object gate = new();
        private object? value;
        private Task<object>? creating;

        public int Created { get; private set; }

        public object? Missing()
        {
            lock (gate)
            {
                return value;
            }
        }

        public async Task<object> Create()
        {
            await Task.Yield();
            lock (gate)
            {
                Created++;
                return value = new object();
            }
        }

        public Task<object> Shared()
        {
            lock (gate)
            {
                return creating ??= Create();
            }
        }
    }

    private sealed class KeyedLock(bool recheck)
    {
        private readonly ConcurrentDictionary<string, Releaser> releasers = new();

        public async Task<Releaser> LockAsync(string key)
        {
            while (true)
            {
                var releaser = releasers.GetOrAdd(key, _ => new Releaser());
                lock (releaser)
                {
                    if (recheck && releaser.Users < 0)
                    {
                        continue; // it was given back since
                    }

                    releaser.Users = Math.Max(releaser.Users, 0) + 1;
                }

                await releaser.Gate.WaitAsync();
                return releaser;
            }
        }

        public void Release(string key, Releaser releaser)
        {
            lock (releaser)
            {
                if (--releaser.Users == 0)
                {
                    releasers.TryRemove(key, out _);
                    releaser.Users = -1;
                }
            }

            releaser.Gate.Release();
        }
    }

    private sealed class Releaser
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Users { get; set; }
    }
}
