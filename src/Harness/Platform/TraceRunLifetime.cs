using ConcurrencyTrace.Harness.Progress;
using ConcurrencyTrace.Harness.Settings;
using Microsoft.Testing.Platform.Configurations;
using Microsoft.Testing.Platform.Extensions.TestHost;
using Microsoft.Testing.Platform.Services;

namespace ConcurrencyTrace.Harness.Platform;

/// <summary>Passes what the test platform knows to the part of the harness that knows no platform, before the first test.</summary>
internal sealed class TraceRunLifetime(IServiceProvider services) : TraceExtension, ITestHostApplicationLifetime
{
    public Task BeforeRunAsync(CancellationToken cancellationToken)
    {
        var options = services.GetCommandLineOptions();
        foreach (var setting in Setting.All)
        {
            if (options.TryGetOptionArgumentList(setting.Option, out var arguments) && arguments is [var value, ..])
            {
                SettingSources.SetOption(setting, value);
            }
        }

        // Who wants none of the platform's progress wants none of ours.
        var platformIsQuiet = options.IsOptionSet("no-progress") || (options.TryGetOptionArgumentList("progress", out var progress) && progress is ["off"]);
        if (platformIsQuiet && SettingSources.Read(Setting.Progress) is null)
        {
            SettingSources.SetOption(Setting.Progress, nameof(ProgressMode.None));
        }

        if (services.GetConfiguration().GetTestResultDirectory() is { Length: > 0 } results)
        {
            RunDirectories.SetResults(Path.GetFullPath(results));
        }

        return Task.CompletedTask;
    }

    public Task AfterRunAsync(int exitCode, CancellationToken cancellation) => Task.CompletedTask;
}
