using ConcurrencyTrace.Harness;
using Flurl.Http;
using Flurl.Http.Configuration;
using Xunit;

namespace PackageBugs;

/// <summary>
/// tmenier/Flurl issue 829, open: the cache of clients keeps the defaults for new ones in a list, which one request adds to while another one reads it.
/// </summary>
public class HttpClientTests
{
    [TracedFact]
    public async Task Defaults_are_added_while_a_client_is_made()
    {
        var clients = new FlurlClientCache();
        await Task.WhenAll(
            Task.Run(() => clients.WithDefaults(builder => builder.WithHeader("X-Version", "2"))),
            Task.Run(() => clients.GetOrAdd("orders", "http://orders.example/")));
    }
}
