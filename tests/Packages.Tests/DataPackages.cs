using System.Net.Sockets;
using ConcurrencyTrace.Exploration;
using MessagePack;
using Microsoft.EntityFrameworkCore;
using Nerdbank.Streams;
using Newtonsoft.Json;
using NSubstitute;
using Serilog;
using StreamJsonRpc;

namespace ConcurrencyTrace.Packages.Tests;

/// <summary>Serializers, stores, logs, clients of servers, test doubles.</summary>
public class DataPackages
{
    [Fact]
    public Task Handlebars() => Works(async () =>
    {
        var environment = HandlebarsDotNet.Handlebars.Create();
        await Together(() => Render("a"), () => Render("b"));

        void Render(string name) => Assert.Equal($"{name}: 1,2,", environment.Compile("{{name}}: {{#each items}}{{this}},{{/each}}")(new { name, items = new[] { 1, 2 } }));
    });

    [Fact]
    public Task NewtonsoftJson() => Works(() => Together(Convert, Convert));

    // JamesNK/Newtonsoft.Json#2867: a member that is required is not, where two read a type for the first time. The report is long, and shows the library's steps all the same.
    [Fact]
    public void A_race_inside_a_library_shows_its_field()
    {
        var result = Explorer.Run(async () =>
        {
            var settings = new JsonSerializerSettings { ContractResolver = new Newtonsoft.Json.Serialization.DefaultContractResolver() };
            await Together(Read, Read);

            void Read() => Assert.Throws<JsonSerializationException>(() => JsonConvert.DeserializeObject<Required>("{}", settings));
        });
        Assert.Contains("steps inside libraries, which nobody waited for, are in the trace", result.Failure!.Report, StringComparison.Ordinal);
        Assert.Contains("reads JsonObjectContract._hasRequiredOrDefaultValueProperties", result.Failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public Task MessagePackContractless() => Works(() => Together(
        () => Assert.Equal([1, 2], MessagePackSerializer.Deserialize<int[]>(MessagePackSerializer.Serialize<int[]>([1, 2]))),
        () => Assert.Equal("x", MessagePackSerializer.Deserialize<string>(MessagePackSerializer.Serialize("x")))));

    [Fact]
    public Task Protobuf() => Works(() => Together(
        () => Assert.Equal("x", Google.Protobuf.WellKnownTypes.StringValue.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(new Google.Protobuf.WellKnownTypes.StringValue { Value = "x" })).Value),
        () => Assert.Equal(5, Google.Protobuf.WellKnownTypes.Int32Value.Parser.ParseJson("5").Value)));

    [Fact]
    public Task LiteDb() => WorksWithTheOutside(async () =>
    {
        using var database = new LiteDB.LiteDatabase(new MemoryStream());
        var rows = database.GetCollection<Row>();
        await Together(() => rows.Insert(new Row { Id = 1 }), () => rows.Insert(new Row { Id = 2 }));
        Assert.Equal(2, rows.Count());
    });

    [Fact]
    public Task EntityFramework() => WorksWithTheOutside(async () =>
    {
        var options = new DbContextOptionsBuilder<Store>().UseInMemoryDatabase(Guid.NewGuid().ToString()).Options;
        await Together(() => Add(1), () => Add(2));
        await using var store = new Store(options);
        Assert.Equal(2, await store.Rows.CountAsync());

        async Task Add(int id)
        {
            await using var store = new Store(options);
            store.Rows.Add(new Row { Id = id });
            await store.SaveChangesAsync();
        }
    });

    [Fact]
    public Task SerilogAsync() => Works(async () =>
    {
        var sink = new CountingSink();
        var log = new LoggerConfiguration().WriteTo.Async(to => to.Sink(sink)).CreateLogger();
        await Together(() => log.Information("one"), () => log.Information("two"));
        await log.DisposeAsync();
        Assert.Equal(2, sink.Count);
    });

    [Fact]
    public Task NLogAsync() => Works(async () =>
    {
        var memory = new NLog.Targets.MemoryTarget { Layout = "${message}" };
        using var factory = new NLog.LogFactory();
        var configuration = new NLog.Config.LoggingConfiguration(factory);
        configuration.AddRuleForAllLevels(new NLog.Targets.Wrappers.AsyncTargetWrapper(memory));
        factory.Configuration = configuration;
        var log = factory.GetLogger("smoke");
        await Together(() => log.Info("one"), () => log.Info("two"));
        factory.Shutdown();
        Assert.Equal(["one", "two"], memory.Logs.Order());
    });

    [Fact]
    public Task PrometheusMetrics() => Works(async () =>
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var counter = Prometheus.Metrics.WithCustomRegistry(registry).CreateCounter("runs", "help", "who");
        await Together(() => counter.WithLabels("a").Inc(), () => counter.WithLabels("a").Inc());
        Assert.Equal(2, counter.WithLabels("a").Value);
    });

    [Fact]
    public Task OpenTelemetryTraces() => WorksWithTheOutside(async () =>
    {
        using var source = new System.Diagnostics.ActivitySource("smoke");
        using var exporter = new CountingExporter();
        using (var provider = OpenTelemetry.Trace.TracerProviderBuilderExtensions.Build(
            OpenTelemetry.Trace.TracerProviderBuilderExtensions.AddProcessor(
                OpenTelemetry.Sdk.CreateTracerProviderBuilder().AddSource("smoke"), new OpenTelemetry.BatchActivityExportProcessor(exporter))))
        {
            await Together(() => source.StartActivity("one")?.Dispose(), () => source.StartActivity("two")?.Dispose());
        }

        Assert.Equal(2, exporter.Count);
    });

    [Fact]
    public Task NSubstituteAndCastle() => Works(async () =>
    {
        var clock = Substitute.For<IFormattable>();
        clock.ToString("t", null).Returns("noon");
        await Together(() => Assert.Equal("noon", clock.ToString("t", null)), () => Assert.Equal("noon", clock.ToString("t", null)));
        clock.Received(2).ToString("t", null);
    });

    [Fact]
    public Task JsonRpcOverStreams() => Works(async () =>
    {
        var (one, two) = FullDuplexStream.CreatePair();
        using var server = JsonRpc.Attach(one, new Calculator());
        using var client = JsonRpc.Attach(two);
        var sums = await Task.WhenAll(client.InvokeAsync<int>("Add", 1, 2), client.InvokeAsync<int>("Add", 3, 4));
        Assert.Equal([3, 7], sums);
    });

    [Fact]
    public Task RedisWithoutServer() => WorksWithTheOutside(() => Assert.ThrowsAnyAsync<StackExchange.Redis.RedisException>(() =>
        StackExchange.Redis.ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{ClosedPort()},connectTimeout=500,connectRetry=0,abortConnect=true")));

    [Fact]
    public Task RabbitWithoutServer() => WorksWithTheOutside(() => Assert.ThrowsAnyAsync<RabbitMQ.Client.Exceptions.BrokerUnreachableException>(() =>
        new RabbitMQ.Client.ConnectionFactory { HostName = "127.0.0.1", Port = ClosedPort() }.CreateConnectionAsync()));

    [Fact]
    public Task MqttWithoutServer() => WorksWithTheOutside(async () =>
    {
        using var client = new MQTTnet.MqttClientFactory().CreateMqttClient();
        var options = new MQTTnet.MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", ClosedPort()).Build();
        await Assert.ThrowsAnyAsync<MQTTnet.Exceptions.MqttCommunicationException>(() => client.ConnectAsync(options));
    });

    private static void Convert() => Assert.Equal([1, 2], JsonConvert.DeserializeObject<List<int>>(JsonConvert.SerializeObject(new[] { 1, 2 }))!);

    private static int ClosedPort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Required
    {
        [JsonProperty(Required = Newtonsoft.Json.Required.Always)]
        public string? Text { get; set; }
    }

    public sealed class Row
    {
        public int Id { get; set; }
    }

    public sealed class Calculator
    {
        public async Task<int> Add(int a, int b)
        {
            await Task.Yield();
            return a + b;
        }
    }

    private sealed class Store(DbContextOptions<Store> options) : DbContext(options)
    {
        public DbSet<Row> Rows => Set<Row>();
    }

    private sealed class CountingSink : Serilog.Core.ILogEventSink
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public void Emit(Serilog.Events.LogEvent logEvent) => Interlocked.Increment(ref count);
    }

    private sealed class CountingExporter : OpenTelemetry.BaseExporter<System.Diagnostics.Activity>
    {
        public long Count { get; private set; }

        public override OpenTelemetry.ExportResult Export(in OpenTelemetry.Batch<System.Diagnostics.Activity> batch)
        {
            Count += batch.Count;
            return OpenTelemetry.ExportResult.Success;
        }
    }
}
