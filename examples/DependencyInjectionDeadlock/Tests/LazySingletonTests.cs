using ConcurrencyTrace.Harness;
using Microsoft.Extensions.DependencyInjection;
using Shop;
using Xunit;

namespace DependencyInjectionDeadlock;

/// <summary>
/// dotnet/runtime issue 35986: Microsoft.Extensions.DependencyInjection 5 holds a lock while it builds a singleton, and a
/// <see cref="Lazy{T}"/> holds one while it runs its factory. The catalog takes them in one order, whoever asks for the prices first in the other.
/// </summary>
public class LazySingletonTests
{
    [TracedFact]
    public async Task Two_requests_find_catalog_and_prices()
    {
        await using var provider = ShopContainer.Build();

        var catalog = Task.Run(() => provider.GetRequiredService<Catalog>());
        var prices = Task.Run(() => provider.GetRequiredService<Lazy<PriceList>>().Value);
        await Task.WhenAll(catalog, prices);

        Assert.Same((await prices).Currency, (await catalog).Prices.Currency);
    }
}
