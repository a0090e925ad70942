using ConcurrencyTrace.Harness;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace PackageBugs;

/// <summary>
/// dotnet/runtime issue 36042, open: a configuration is built on top of another one that reloads just then. Who registers for the change token and who changes it
/// both believe that the registration is theirs to store, and the second one throws.
/// </summary>
public class ConfigurationTests
{
    [TracedFact]
    public async Task A_tenant_s_configuration_is_built_while_the_application_s_reloads()
    {
        var provider = new Provider();
        using var application = new ConfigurationRoot([provider]);
        await Task.WhenAll(
            Task.Run(provider.Reload),
            Task.Run(provider.Reload),
            Task.Run(() => (new ConfigurationBuilder().AddConfiguration(application).Build() as IDisposable)?.Dispose()));
    }

    private sealed class Provider : ConfigurationProvider
    {
        public void Reload() => OnReload();
    }
}
