using System.Globalization;
using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>What Linux tells of the system calls that threads sit in.</summary>
internal static class SystemCalls
{
    // Those that threads wait in; others have their number only.
    private static readonly (int Number, string Name)[] Known = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 =>
        [
            (0, "read"), (1, "write"), (7, "poll"), (17, "pread64"), (18, "pwrite64"), (19, "readv"), (20, "writev"), (23, "select"), (35, "nanosleep"), (42, "connect"),
            (43, "accept"), (44, "sendto"), (45, "recvfrom"), (46, "sendmsg"), (47, "recvmsg"), (61, "wait4"), (72, "fcntl"), (73, "flock"), (74, "fsync"), (75, "fdatasync"),
            (202, "futex"), (230, "clock_nanosleep"), (232, "epoll_wait"), (247, "waitid"), (270, "pselect6"), (271, "ppoll"), (281, "epoll_pwait"), (288, "accept4"),
        ],
        Architecture.Arm64 =>
        [
            (22, "epoll_pwait"), (25, "fcntl"), (32, "flock"), (63, "read"), (64, "write"), (65, "readv"), (66, "writev"), (67, "pread64"), (68, "pwrite64"), (72, "pselect6"),
            (73, "ppoll"), (82, "fsync"), (83, "fdatasync"), (95, "waitid"), (98, "futex"), (101, "nanosleep"), (115, "clock_nanosleep"), (202, "accept"), (203, "connect"),
            (206, "sendto"), (207, "recvfrom"), (211, "sendmsg"), (212, "recvmsg"), (242, "accept4"), (260, "wait4"),
        ],
        _ => [],
    };

    private static readonly Dictionary<int, string> Names = Known.ToDictionary(call => call.Number, call => call.Name);

    /// <summary>Which of them a trace has, and why no more, for a person.</summary>
    public static string Extent => IsReadable
        ? "where threads are that are blocked at the end; not as calls begin and end, for which the perf tracepoints of the system would have to be read"
        : "none: the system does not tell which one a thread is in";

    private static bool IsReadable
    {
        get
        {
            try
            {
                return OperatingSystem.IsLinux() && File.ReadAllText("/proc/thread-self/syscall").Length > 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>The number that the system gives the calling thread; 0 where it does not tell.</summary>
    public static int ThisThread()
    {
        try
        {
            // "1234/task/5678"
            return OperatingSystem.IsLinux() && new FileInfo("/proc/thread-self").LinkTarget is { } link
                ? int.Parse(link.AsSpan(link.LastIndexOf('/') + 1), CultureInfo.InvariantCulture)
                : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>The system call that a thread of this process is in, by number and name; null when it is in none, or where the system does not tell.</summary>
    public static (int Number, string Name)? Of(int thread)
    {
        if (thread == 0)
        {
            return null;
        }

        try
        {
            // "running", or the number and its arguments; -1 when it is blocked elsewhere.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/syscall"));
            return int.TryParse(text.AsSpan(0, Math.Max(0, text.AsSpan().IndexOf(' '))), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (number, Names.GetValueOrDefault(number, string.Create(CultureInfo.InvariantCulture, $"system call {number}")))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended, or the system keeps this to itself
        }
    }
}
