using System.Diagnostics;

namespace ConcurrencyTrace.Packing.Tests;

/// <summary>Runs commands as a user's shell does.</summary>
internal static class Shell
{
    // What a test run or a build sets for its children must not reach those that are run here.
    private static readonly string[] Foreign = ["MSBUILD", "TESTINGPLATFORM_", "VSTEST_", "CONCURRENCYTRACE_", "DOTNET_CLI_TEST", "CI", "GITHUB_", "TF_BUILD", "GITLAB_"];

    public static (int ExitCode, string Output) DotNet(string folder, params IEnumerable<string> arguments) => Run(folder, "dotnet", arguments, []);

    public static (int ExitCode, string Output) Run(string folder, string command, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => Array.Exists(Foreign, f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PWD"] = folder;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
