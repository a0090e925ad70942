using ConcurrencyTrace.Harness;
using Microsoft.Extensions.Caching.Memory;
using Xunit;

namespace MemoryCacheDrift;

/// <summary>
/// dotnet/runtime issue 129186: Microsoft.Extensions.Caching.Memory 9 takes the size of an entry off twice when one request replaces it while another removes it.
/// Once the sum is below zero, a cache with a size limit believes that it is full, and stores nothing for as long as it lives.
/// </summary>
public class SizeLimitTests
{
    [TracedFact]
    public async Task A_cache_still_stores_after_one_request_refreshed_what_another_removed()
    {
        using var cache = new MemoryCache(new MemoryCacheOptions { SizeLimit = 100 });
        Store("prices", size: 30);

        var refresh = Task.Run(() => Store("prices", size: 30));
        var invalidate = Task.Run(() => cache.Remove("prices"));
        await Task.WhenAll(refresh, invalidate);

        cache.Remove("prices");
        Store("exchange rate", size: 1);
        Assert.True(cache.TryGetValue("exchange rate", out _), "The cache is empty, and no longer stores anything.");

        void Store(string key, int size) => cache.Set(key, key, new MemoryCacheEntryOptions { Size = size });
    }
}
