using System.Diagnostics;

namespace Benchmarks;

/// <summary>Measurements in a process of their own.</summary>
internal static class Child
{
    /// <returns>What the program wrote.</returns>
    public static string Run(IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"the measured program ended with exit code {process.ExitCode}: {output}");
    }
}
