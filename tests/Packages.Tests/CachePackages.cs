using BitFaster.Caching;
using BitFaster.Caching.Lfu;
using BitFaster.Caching.Lru;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ObjectPool;
using ZiggyCreatures.Caching.Fusion;

namespace ConcurrencyTrace.Packages.Tests;

/// <summary>Caches and pools.</summary>
public class CachePackages
{
    [Fact]
    public Task MemoryCache() => Works(async () =>
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        await Together(() => Get(1), () => Get(1), () => Get(2));
        Assert.Equal(2, cache.Count);

        async Task Get(int key) => Assert.Equal(key * 10, await cache.GetOrCreateAsync(key, async entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1);
            await Task.Yield();
            return key * 10;
        }));
    });

    [Fact]
    public Task BitFasterLru() => Works(async () =>
    {
        var made = 0;
        var cache = new ConcurrentLruBuilder<int, string>().WithCapacity(3).WithAtomicGetOrAdd().WithExpireAfterWrite(TimeSpan.FromMinutes(1)).Build();
        await Together(Get, Get, () => cache.AddOrUpdate(2, "two"));
        Assert.Equal(1, made);

        void Get() => Assert.Equal("one", cache.GetOrAdd(1, _ =>
        {
            Interlocked.Increment(ref made);
            return "one";
        }));
    });

    [Fact]
    public Task BitFasterLfu() => Works(async () =>
    {
        var cache = new ConcurrentLfuBuilder<int, int>().WithCapacity(10).Build();
        await Together(() => Fill(0), () => Fill(5));
        Assert.True(cache.TryGet(1, out var value));
        Assert.Equal(10, value);

        void Fill(int from)
        {
            for (var i = from; i < from + 3; i++)
            {
                Assert.Equal(i * 10, cache.GetOrAdd(i, key => key * 10));
            }
        }
    });

    [Fact]
    public Task FusionCache() => Works(async () =>
    {
        var made = 0;
        using var cache = new FusionCache(new FusionCacheOptions());
        await Together(Get, Get);
        Assert.Equal(1, made);

        async Task Get() => Assert.Equal(7, await cache.GetOrSetAsync("key", async token =>
        {
            await Task.Delay(10, token);
            made++;
            return 7;
        }));
    });

    [Fact]
    public Task HybridCache() => Works(async () =>
    {
        var services = new ServiceCollection();
        services.AddHybridCache();
        await using var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<HybridCache>();
        await Together(Get, Get);

        // How often the value is made is not asked: a caller that missed the cache just before the first one filled it makes it again.
        async Task Get() => Assert.Equal("value", await cache.GetOrCreateAsync("key", async _ =>
        {
            await Task.Yield();
            return "value";
        }));
    });

    [Fact]
    public Task ObjectPool() => Works(async () =>
    {
        var pool = new DefaultObjectPoolProvider { MaximumRetained = 2 }.CreateStringBuilderPool();
        await Together(Use, Use, Use);

        void Use()
        {
            var text = pool.Get();
            Assert.Equal(0, text.Length);
            text.Append("used");
            pool.Return(text);
        }
    });

    [Fact]
    public Task RecyclableMemoryStream() => Works(async () =>
    {
        var manager = new Microsoft.IO.RecyclableMemoryStreamManager();
        await Together(Write, Write);

        void Write()
        {
            using var stream = manager.GetStream();
            stream.Write([1, 2, 3]);
            Assert.Equal(3, stream.Length);
        }
    });

    [Fact]
    public Task NonBlockingDictionary() => Works(async () =>
    {
        var map = new NonBlocking.ConcurrentDictionary<int, int>();
        await Together(Add, Add);
        Assert.Equal(2, map[1]);

        void Add() => map.AddOrUpdate(1, 1, (_, old) => old + 1);
    });
}
