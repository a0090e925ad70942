using ConcurrencyTrace.Harness.Settings;
using Microsoft.Testing.Platform.CommandLine;
using Microsoft.Testing.Platform.Extensions;
using Microsoft.Testing.Platform.Extensions.CommandLine;

namespace ConcurrencyTrace.Harness.Platform;

/// <summary>The options. Every value is accepted here and judged in the test, because <c>dotnet test</c> does not show what a provider refuses.</summary>
internal sealed class TraceOptionsProvider : TraceExtension, ICommandLineOptionsProvider
{
    public IReadOnlyCollection<CommandLineOption> GetCommandLineOptions() =>
        [.. Setting.All.Select(setting => new CommandLineOption(setting.Option, setting.Help, ArgumentArity.ExactlyOne, isHidden: false))];

    public Task<ValidationResult> ValidateOptionArgumentsAsync(CommandLineOption commandOption, string[] arguments) =>
        ValidationResult.ValidTask;

    public Task<ValidationResult> ValidateCommandLineOptionsAsync(ICommandLineOptions commandLineOptions) =>
        ValidationResult.ValidTask;
}
