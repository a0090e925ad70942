namespace Shop;

/// <summary>Delivers one a day.</summary>
internal sealed class Supplier(Stock stock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var day = new PeriodicTimer(TimeSpan.FromDays(1));
        while (await day.WaitForNextTickAsync(stoppingToken))
        {
            stock.Deliver();
        }
    }
}
