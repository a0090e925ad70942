using System.Net;
using ConcurrencyTrace.Harness;
using Microsoft.AspNetCore.Mvc.Testing;

namespace WebShop;

/// <summary>A whole application of ASP.NET Core, with a hosted service, on the test server: each schedule starts it anew.</summary>
public class OrderTests
{
    [TracedFact(Schedules = 100)]
    public Task The_last_item_is_sold_once() => OrderTwice(new Uri("/orders", UriKind.Relative));

    [TracedFact(Schedules = 100)]
    public Task The_last_item_is_sold_once_under_a_lock() => OrderTwice(new Uri("/orders/safe", UriKind.Relative));

    private static async Task OrderTwice(Uri path)
    {
        await using var application = new WebApplicationFactory<Program>();
        using var client = application.CreateClient();
        var answers = await Task.WhenAll(Task.Run(Order), Task.Run(Order));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Order());

        async Task<HttpStatusCode> Order()
        {
            using var answer = await client.PostAsync(path, null);
            return answer.StatusCode;
        }
    }
}
