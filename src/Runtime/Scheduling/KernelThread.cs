using System.Globalization;
using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What Linux tells of a thread. To .NET, one that is blocked in a system call (a socket without async, for example) is running.</summary>
internal static class KernelThread
{
    // The numbers of the calls in which the runtime itself waits: futex, nanosleep, clock_nanosleep.
    private static readonly int[] RuntimesOwn = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? [(int)Futex.CallNumber, 35, 230] : [(int)Futex.CallNumber, 101, 115];

    /// <summary>Whether the thread with this number sleeps, and in what; <see cref="ThreadSleep.None"/> where that cannot be told.</summary>
    public static ThreadSleep SleepOf(int number)
    {
        if (number == Processor.NoThread)
        {
            return ThreadSleep.None;
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
}
