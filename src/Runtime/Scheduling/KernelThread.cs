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
}
