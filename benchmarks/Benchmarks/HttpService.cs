using System.Diagnostics;
using System.Net.Http.Json;
using System.Threading.Channels;
using ConcurrencyTrace.Capture;
using ConcurrencyTrace.Exploration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static Benchmarks.Results;

namespace Benchmarks;

/// <summary>A busy HTTP service in this process, Kestrel and HttpClient, with JSON, a lock and a channel: requests a second traced and not.</summary>
internal static class HttpService
{
    private const int Clients = 4;
    private const int Rounds = 15;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    private sealed record Order(string Item, int Count);

    private sealed record Receipt(string Item, long Total);

    public static void Run(Results results)
    {
        results.Section(
            "A traced HTTP service",
            "Requests a second of a woven service and its clients in one process, without and with a `TraceSession` in turn; JSON there and back, a lock, a channel.");
        results.Table("session", "without", "with", "loss", "events a request");
        var probes = Compare(null).GetAwaiter().GetResult();
        var everything = Compare(static () => new SessionCapture()).GetAwaiter().GetResult();
        Row("probes of woven code", probes);
        Row("with the runtime's own events", everything);
        results.Verdict(everything.Loss <= 0.03, $"{Number(everything.Loss * 100, "0.0")} % fewer requests with everything, {Number(probes.Loss * 100, "0.0")} % with probes alone (at most 3 %).");

        void Row(string name, Comparison c) =>
            results.Row(name, Number(c.Without), Number(c.With), $"{Number(c.Loss * 100, "0.0")} %", Number(c.EventsARequest, "0.0"));
    }

    private static async Task<Comparison> Compare(Func<IRunCapture?>? capture)
    {
        await using var app = Service(out var total);
        await app.StartAsync();
        var address = new Uri(app.Urls.First());
        using var http = new HttpClient { BaseAddress = address };
        await Requests(http);
        await Requests(http);
        List<double> without = [], with = [], events = [];
        for (var round = 0; round < Rounds; round++)
        {
            without.Add(await Requests(http));
            var file = Path.GetTempFileName();
            var session = TraceSession.Start(new TraceSessionOptions { Path = file, Capture = capture });
            with.Add(await Requests(http));
            _ = session.Stop().Missing is { } missing ? throw new InvalidOperationException(missing) : 0;
            using (var reader = ConcurrencyTrace.Tracing.TraceReader.Open(file))
            {
                events.Add(reader.ReadEvents().Count() / (with[^1] * Round.TotalSeconds));
            }

            File.Delete(file);
        }

        return new Comparison(Statistics.Median(without), Statistics.Median(with), Statistics.Median(events));
    }

    private static WebApplication Service(out Func<long> total)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var gate = new Lock();
        var totals = new Dictionary<string, long>();
        var orders = Channel.CreateBounded<Order>(1024);
        var done = 0L;
        _ = Task.Run(async () =>
        {
            await foreach (var order in orders.Reader.ReadAllAsync())
            {
                done += order.Count;
            }
        });
        app.MapPost("/orders", async (Order order) =>
        {
            long now;
            lock (gate)
            {
                now = totals[order.Item] = totals.GetValueOrDefault(order.Item) + order.Count;
            }

            await orders.Writer.WriteAsync(order);
            return Results<Receipt>(new Receipt(order.Item, now));
        });
        total = () => done;
        return app;
    }

    private static IResult Results<T>(T value) => Microsoft.AspNetCore.Http.Results.Json(value);

    /// <returns>Requests a second.</returns>
    private static async Task<double> Requests(HttpClient http)
    {
        var begin = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var count = 0;
            while (Stopwatch.GetElapsedTime(begin) < Round)
            {
                using var response = await http.PostAsJsonAsync("/orders", new Order($"item {client}", 1));
                _ = await response.Content.ReadFromJsonAsync<Receipt>();
                count++;
            }

            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private sealed record Comparison(double Without, double With, double EventsARequest)
    {
        public double Loss => 1 - (With / Without);
    }

    private sealed class SessionCapture : IRunCapture
    {
        private readonly CaptureScope scope = RuntimeCapture.Start();

        public IReadOnlyList<ConcurrencyTrace.Runtime.Recording.TraceEvent> Take(Func<long, long> timeOf, Func<Guid, int?> operationOf) => scope.Take(timeOf, operationOf);

        public IReadOnlyList<ConcurrencyTrace.Runtime.Recording.TraceEvent> Stop(Func<long, long> timeOf, Func<Guid, int?> operationOf) => scope.Stop(timeOf, operationOf);
    }
}
