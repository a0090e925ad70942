using Autofac;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.Retry;

namespace ConcurrencyTrace.Packages.Tests;

/// <summary>Containers, hosts, resilience, scheduling of jobs.</summary>
public class HostingPackages
{
    [Fact]
    public Task Container() => Works(async () =>
    {
        var made = 0;
        await using var provider = new ServiceCollection()
            .AddSingleton(_ => new Thing(Interlocked.Increment(ref made)))
            .BuildServiceProvider();
        await Together(() => provider.GetRequiredService<Thing>(), () => provider.GetRequiredService<Thing>());
        Assert.Equal(1, made);
    });

    [Fact]
    public Task AutofacContainer() => Works(async () =>
    {
        var made = 0;
        var builder = new ContainerBuilder();
        builder.Register(_ => new Thing(Interlocked.Increment(ref made))).SingleInstance();
        await using var container = builder.Build();
        await Together(() => container.Resolve<Thing>(), () => container.Resolve<Thing>());
        Assert.Equal(1, made);
    });

    [Fact]
    public Task Host() => Works(async () =>
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddHostedService<Worker>();
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetServices<IHostedService>().OfType<Worker>().Single().Done.Task;
        await host.StopAsync();
    });

    [Fact]
    public Task HttpClients() => Works(async () =>
    {
        var services = new ServiceCollection();
        services.AddHttpClient("stub").ConfigurePrimaryHttpMessageHandler(() => new Stub());
        await using var provider = services.BuildServiceProvider();
        var clients = provider.GetRequiredService<IHttpClientFactory>();
        await Together(Get, Get);

        async Task Get()
        {
            using var client = clients.CreateClient("stub");
            Assert.Equal("hello", await client.GetStringAsync(new Uri("http://localhost/")));
        }
    });

    [Fact]
    public Task PollyRetry() => Works(async () =>
    {
        var tries = 0;
        var pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 5, Delay = TimeSpan.FromMilliseconds(2), BackoffType = DelayBackoffType.Exponential, UseJitter = true })
            .AddTimeout(TimeSpan.FromMinutes(10))
            .Build();
        await pipeline.ExecuteAsync(async token =>
        {
            await Task.Delay(5, token);
            if (++tries < 4)
            {
                throw new InvalidOperationException("not yet");
            }
        });
        Assert.Equal(4, tries);
    });

    [Fact]
    public Task PollyRateLimiting() => Works(async () =>
    {
        await using var limiter = new System.Threading.RateLimiting.ConcurrencyLimiter(new() { PermitLimit = 1, QueueLimit = 5 });
        var pipeline = new ResiliencePipelineBuilder().AddRateLimiter(limiter).Build();
        var inside = 0;
        await Together(Enter, Enter);

        async Task Enter() => await pipeline.ExecuteAsync(async _ =>
        {
            Assert.Equal(1, ++inside);
            await Task.Yield();
            inside--;
        });
    });

    [Fact]
    public Task PollyCircuitBreaker() => Works(async () =>
    {
        var pipeline = new ResiliencePipelineBuilder()
            .AddCircuitBreaker(new() { FailureRatio = 0.5, MinimumThroughput = 2, SamplingDuration = TimeSpan.FromSeconds(10), BreakDuration = TimeSpan.FromSeconds(0.5) })
            .Build();
        await Together(Fail, Fail);
        await Assert.ThrowsAsync<Polly.CircuitBreaker.BrokenCircuitException>(async () => await pipeline.ExecuteAsync(_ => default));
        await Task.Delay(600);
        await pipeline.ExecuteAsync(_ => default);

        async Task Fail() => await Assert.ThrowsAsync<FormatException>(async () => await pipeline.ExecuteAsync(_ => throw new FormatException()));
    });

    [Fact]
    public Task FakeTime() => Works(async () =>
    {
        var time = new FakeTimeProvider();
        var delay = Task.Delay(TimeSpan.FromHours(1), time);
        var waiting = Task.Run(async () => await delay);
        time.Advance(TimeSpan.FromMinutes(61));
        await waiting;
    });

    [Fact]
    public Task QuartzJobs() => WorksWithTheOutside(async () =>
    {
        var scheduler = await Quartz.SchedulerBuilder.Create(Guid.NewGuid().ToString(), "smoke").UseDefaultThreadPool(2).BuildScheduler();
        var job = Quartz.JobBuilder.Create<Job>().Build();
        // If the wait for the job's end went on inside the job, it would never end.
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        job.JobDataMap["done"] = done;
        await scheduler.ScheduleJob(job, Quartz.TriggerBuilder.Create().StartNow().Build());
        await scheduler.Start();
        await done.Task;
        await scheduler.Shutdown(waitForJobsToComplete: true);
    });

    [Fact]
    public Task LoggerFactories() => Works(async () =>
    {
        using var factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Warning));
        var loggers = new ILogger[2];
        await Together(() => loggers[0] = factory.CreateLogger("a"), () => loggers[1] = factory.CreateLogger("a"));
        Assert.Same(loggers[0], loggers[1]);
    });

    private sealed record Thing(int Number);

    private sealed class Job : Quartz.IJob
    {
        public Task Execute(Quartz.IJobExecutionContext context)
        {
            ((TaskCompletionSource)context.JobDetail.JobDataMap["done"]!).SetResult();
            return Task.CompletedTask;
        }
    }

    private sealed class Worker : BackgroundService
    {
        public TaskCompletionSource Done { get; } = new();

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Delay(20, stoppingToken);
            Done.SetResult();
        }
    }

    private sealed class Stub : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return new HttpResponseMessage { Content = new StringContent("hello") };
        }
    }
}
