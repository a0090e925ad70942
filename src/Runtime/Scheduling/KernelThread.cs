using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What the system tells of a thread. To .NET, one that is blocked in a system call (a socket without async, for example) is running.</summary>
internal static partial class KernelThread
{
    /// <summary>A thread's number that stands for none.</summary>
    public const int None = -1;

    // The numbers of the calls in which the runtime itself waits: futex, nanosleep, clock_nanosleep.
    private static readonly int[] RuntimesOwn = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? [(int)Futex.CallNumber, 35, 230] : [(int)Futex.CallNumber, 101, 115];

    // The number of the gettid system call, which older C libraries have no function for.
    private static readonly nint GetNumberCall = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 186 : 178;

    /// <summary>The system's number of the calling thread; <see cref="None"/> where it is not known.</summary>
    public static int Current =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64 ? (int)Call(GetNumberCall)
        : OperatingSystem.IsWindows() ? GetCurrentThreadId()
        : None;

    /// <summary>Whether the thread with this number sleeps, and in what; <see cref="ThreadSleep.None"/> where that cannot be told.</summary>
    public static ThreadSleep SleepOf(int number)
    {
        if (number == None)
        {
            return ThreadSleep.None;
        }

        if (!Futex.IsSupported)
        {
            return IsSaidToWait(number) ? ThreadSleep.InRuntime : ThreadSleep.None;
        }

        try
        {
            // Its name, in brackets, may have spaces and brackets too; the state follows. Only an S can be woken by another thread: a D ends by itself.
            var status = Read(number, "stat");
            return status.AsSpan(status.LastIndexOf(')') + 1).TrimStart() is not ['S', ..] ? ThreadSleep.None
                : IsInCall(number) ? ThreadSleep.InCall
                : ThreadSleep.InRuntime;
        }
        catch (IOException)
        {
            return ThreadSleep.None; // it has ended
        }
    }

    // Not in what: it may be the runtime's own wait, and those who look have more patience with these.
    private static bool IsSaidToWait(int number)
    {
        using var process = Process.GetCurrentProcess();
        try
        {
            return process.Threads.Cast<ProcessThread>().Any(thread => thread.Id == number && thread.ThreadState == System.Diagnostics.ThreadState.Wait);
        }
        catch (InvalidOperationException)
        {
            return false; // it has ended meanwhile
        }
    }

    private static bool IsInCall(int number)
    {
        try
        {
            // The call's number comes first, where the thread is in one.
            var call = Read(number, "syscall");
            return int.TryParse(call.AsSpan(0, Math.Max(0, call.IndexOf(' ', StringComparison.Ordinal))), CultureInfo.InvariantCulture, out var which) && which >= 0 && !RuntimesOwn.Contains(which);
        }
        catch (UnauthorizedAccessException)
        {
            return false; // the machine tells nobody
        }
    }

    private static string Read(int number, string what) => File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{number}/{what}"));

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(nint number);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int GetCurrentThreadId();
}
