using System.Diagnostics;
using System.Net.Http.Json;
using System.Threading.Channels;
using ConcurrencyTrace.Capture;
using ConcurrencyTrace.Capture.Session;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Tracing;
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
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    // What a session has beside the probes of woven code.
    private static readonly (string Name, Func<IRunCapture?>? Capture)[] Sessions =
    [
        ("probes of woven code", null),
        ("with the runtime's own events", static () => new SessionCapture(new RuntimeCaptureOptions())),
        ("with stacks and samples", static () => new SessionCapture(new RuntimeCaptureOptions { NettracePath = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()) })),
    ];

    private sealed record Order(string Item, int Count);

    private sealed record Receipt(string Item, long Total);

    public static void Run(Results results)
    {
        results.Section(
            "A traced HTTP service",
            "A woven service and its clients in one process, JSON there and back, a lock, a channel; without a session and with each in turn, for two seconds at a time, in which what was recorded is written, too. Each figure is the median of the ratios to the run without that came before.");
        results.Table("session", "requests", "processor time a request", "events a request");
        var measured = Compare().GetAwaiter().GetResult();
        foreach (var (name, requests, processor, events) in measured)
        {
            results.Row(name, $"{Number((requests - 1) * 100, "+0.0;-0.0")} %", $"{Number((processor - 1) * 100, "+0.0;-0.0")} %", Number(events, "0.0"));
        }

        results.Verdict(measured[1].Requests >= 0.97, $"{Number((1 - measured[1].Requests) * 100, "0.0")} % fewer requests with the runtime's own events (at most 3 %).");
    }

    private static async Task<List<(string Name, double Requests, double Processor, double Events)>> Compare()
    {
        await using var app = Service();
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        await Requests(http);
        var runs = Sessions.ToDictionary(s => s.Name, _ => new List<(double Requests, double Processor, double Events)>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, capture) in Sessions)
            {
                var without = await Requests(http);
                var file = Path.GetTempFileName();
                var session = TraceSession.Start(new TraceSessionOptions { Path = file, Capture = capture });
                var with = await Requests(http);
                _ = session.Stop().Missing is { } missing ? throw new InvalidOperationException(missing) : 0;
                EventPipeCapture.CloseIdle(); // not the next run's burden
                using (var reader = ConcurrencyTrace.Tracing.TraceReader.Open(file))
                {
                    runs[name].Add((with.Rate / without.Rate, with.Processor / without.Processor, reader.ReadEvents().Count() / with.Count));
                }

                File.Delete(file);
            }
        }

        return [.. runs.Select(r => (r.Key, Median(r.Value, v => v.Requests), Median(r.Value, v => v.Processor), Median(r.Value, v => v.Events)))];

        static double Median(List<(double, double, double)> runs, Func<(double Requests, double Processor, double Events), double> of) => Statistics.Median(runs.Select(of));
    }

    private static WebApplication Service()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var gate = new Lock();
        var totals = new Dictionary<string, long>();
        var orders = Channel.CreateBounded<Order>(1024);
        _ = Task.Run(async () =>
        {
            var done = 0L;
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
        return app;
    }

    private static IResult Results<T>(T value) => Microsoft.AspNetCore.Http.Results.Json(value);

    /// <returns>Requests a second, processor time of the whole process a request, and how many there were.</returns>
    private static async Task<(double Rate, double Processor, double Count)> Requests(HttpClient http)
    {
        var (begin, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
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
        var count = counts.Sum();
        return (count / Stopwatch.GetElapsedTime(begin).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / count, count);
    }

    private sealed class SessionCapture(RuntimeCaptureOptions options) : IRunCapture
    {
        private readonly CaptureScope scope = RuntimeCapture.Start(options);

        public bool AsksForThreads => options.NettracePath is not null;

        public IReadOnlyList<ConcurrencyTrace.Runtime.Recording.TraceEvent> Take(IRunTimeline timeline, long until) => scope.Take(timeline, until);

        public void Settle() => scope.Settle();

        public IReadOnlyList<ConcurrencyTrace.Runtime.Recording.TraceEvent> Stop(IRunTimeline timeline)
        {
            var events = scope.Stop(timeline);
            if (options.NettracePath is { } path)
            {
                File.Delete(path);
            }

            return events;
        }
    }
}
