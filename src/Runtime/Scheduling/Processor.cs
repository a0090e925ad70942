using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Keeps the threads of a run on one processor. Only one of them runs at a time, and waking a thread on the processor that is about to fall idle costs
/// 2 to 4 µs where waking it on another costs 10 to 25 µs. Threads that user code starts are not held there: the runtime gives new threads
/// the main thread's processors. Linux only; elsewhere nothing happens.
/// </summary>
internal static unsafe partial class Processor
{
    private const int MaskWords = 16;

    /// <summary>The processor that the calling thread is on; -1 when not known.</summary>
    public static int Current => Futex.IsSupported ? GetProcessor() : -1;

    /// <summary>True on the main thread, which must keep its processors: every new thread is given them.</summary>
    public static bool IsMainThread(int thread) => thread == Environment.ProcessId;

    /// <summary>Keeps a thread on one processor.</summary>
    public static void Pin(int thread, int processor)
    {
        if (!Futex.IsSupported || processor < 0 || processor >= MaskWords * 64)
        {
            return;
        }

        var mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        mask[processor / 64] = 1UL << (processor % 64);
        _ = SetAffinity(thread, MaskWords * sizeof(ulong), mask);
    }

    /// <summary>Lets a thread go wherever the main thread may.</summary>
    public static void Unpin(int thread)
    {
        if (!Futex.IsSupported)
        {
            return;
        }

        var mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        if (GetAffinity(Environment.ProcessId, MaskWords * sizeof(ulong), mask) == 0)
        {
            _ = SetAffinity(thread, MaskWords * sizeof(ulong), mask);
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    [SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetProcessor();

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAffinity(int thread, nint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAffinity(int thread, nint size, ulong* mask);
}
