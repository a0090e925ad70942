using ConcurrencyTrace.Harness;
using Xunit;

namespace Samples;

public sealed class CountingFixture : IDisposable
{
    private static int made;

    public CountingFixture() => Journal.Write($"fixture made {Interlocked.Increment(ref made)}");

    public void Dispose() => Journal.Write("fixture disposed");
}

public sealed class Lifecycle : IClassFixture<CountingFixture>, IAsyncLifetime
{
    private static int instances;
    private readonly int number = Interlocked.Increment(ref instances);
    private bool initialized;

    public Lifecycle(CountingFixture fixture, ITestOutputHelper output)
    {
        Assert.NotNull(fixture);
        output.WriteLine($"constructor of {number}");
        Output = output;
    }

    private ITestOutputHelper Output { get; }

    public async ValueTask InitializeAsync()
    {
        await Task.Yield();
        initialized = true;
        Journal.Write($"initialized {number}");
    }

    [TracedFact(Schedules = 5)]
    public async Task Five_schedules_use_five_instances()
    {
        Assert.True(initialized);
        Assert.Same(Output, TestContext.Current.TestOutputHelper);
        Assert.Same(this, TestContext.Current.TestClassInstance);
        await Task.Yield();
        Output.WriteLine($"body of {number}");
        Journal.Write($"body {number}");
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal(TestResult.Passed, TestContext.Current.TestState?.Result);
        await Task.Yield();
        Journal.Write($"disposed {number}");
    }
}
