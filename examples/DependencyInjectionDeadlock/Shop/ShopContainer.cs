using Microsoft.Extensions.DependencyInjection;

namespace Shop;

/// <summary>The services of a small shop.</summary>
public static class ShopContainer
{
    public static ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddSingleton<Currency>();
        services.AddSingleton<Catalog>();

        // One price list for the whole shop, made when it is first needed.
        ServiceProvider? provider = null;
        var prices = new Lazy<PriceList>(() => new PriceList(provider!.GetRequiredService<Currency>()));
        services.AddSingleton(prices);
        provider = services.BuildServiceProvider();
        return provider;
    }
}

public sealed record Currency;

public sealed record PriceList(Currency Currency);

/// <summary>Needs the prices as soon as it is made.</summary>
public sealed class Catalog(Lazy<PriceList> prices)
{
    public PriceList Prices { get; } = prices.Value;
}
