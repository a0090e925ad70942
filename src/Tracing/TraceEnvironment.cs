using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Tracing;

/// <summary>What a traced program ran on: what may change its behaviour, and nothing that tells of whom the machine is.</summary>
/// <param name="Runtime">For example <c>.NET 10.0.1</c>.</param>
/// <param name="System">For example <c>linux</c>.</param>
/// <param name="Architecture">For example <c>X64</c>.</param>
public sealed record TraceEnvironment(string Runtime, string System, string Architecture)
{
    /// <summary>Nothing is known.</summary>
    public static TraceEnvironment Unknown { get; } = new("", "", "");

    /// <summary>That of this process.</summary>
    public static TraceEnvironment Current { get; } = new(
        RuntimeInformation.FrameworkDescription,
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : OperatingSystem.IsLinux() ? "linux" : "other",
        RuntimeInformation.ProcessArchitecture.ToString());
}
