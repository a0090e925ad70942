using ConcurrencyTrace.Harness;
using Xunit;

namespace Samples;

public sealed class FailingConstructor : IDisposable
{
    public FailingConstructor() => throw new InvalidOperationException("constructor broke");

    public void Dispose() => Journal.Write("disposed");

    [TracedFact]
    public void Never_runs() => Journal.Write("run");
}

public sealed class FailingInitialize : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await Task.Yield();
        throw new InvalidOperationException("initialize broke");
    }

    public ValueTask DisposeAsync()
    {
        Journal.Write("disposed");
        return default;
    }

    [TracedFact]
    public void Never_runs() => Journal.Write("run");
}

public sealed class FailingDispose : IDisposable
{
    public void Dispose() => throw new InvalidOperationException("dispose broke");

    [TracedFact]
    public void Body_passes() => Journal.Write("run");

    [TracedFact]
    public void Body_fails_too() => throw new InvalidTimeZoneException("body broke");
}
