using Microsoft.Testing.Platform.Extensions;

namespace ConcurrencyTrace.Harness.Platform;

/// <summary>What the test platform asks of each extension.</summary>
internal abstract class TraceExtension : IExtension
{
    public string Uid => "ConcurrencyTrace." + GetType().Name;

    public string Version => typeof(TraceExtension).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public string DisplayName => "ConcurrencyTrace";

    public string Description => "Runs traced tests under many schedules and replays failing ones";

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);
}
