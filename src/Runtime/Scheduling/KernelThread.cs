using System.Globalization;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What Linux tells of a thread. To .NET, one that is blocked in a system call (a socket without async, for example) is running.</summary>
internal static class KernelThread
{
    /// <summary>Whether the thread with this number sleeps; false where that cannot be told.</summary>
    public static bool IsAsleep(int number)
    {
        if (number == Processor.NoThread)
        {
            return false;
        }

        try
        {
            // Its name, in brackets, may have spaces and brackets too; the state follows.
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{number}/stat"));
            return status.AsSpan(status.LastIndexOf(')') + 1).TrimStart() is ['S' or 'D', ..];
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    }

    /// <summary>Whether the thread with this number is in a call of the operating system, other than to wait for one of the process's own locks; false where that cannot be told.</summary>
    public static bool IsInSystemCall(int number)
    {
        if (number == Processor.NoThread)
        {
            return false;
        }

        try
        {
            // The call's number comes first, where the thread is in one.
            var call = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{number}/syscall"));
            return int.TryParse(call.AsSpan(0, Math.Max(0, call.IndexOf(' ', StringComparison.Ordinal))), CultureInfo.InvariantCulture, out var which) && which >= 0 && which != Futex.CallNumber;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended, or the machine tells nobody
        }
    }
}
