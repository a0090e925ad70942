using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Tells whether the running code is under control, at the price of one static check when nothing in the process is.</summary>
internal static class Control
{
    private static int activeRuns;

    [ThreadStatic]
    private static Operation? current;

    /// <summary>The operation that this thread runs; null outside every session.</summary>
    public static Operation? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => activeRuns == 0 ? null : current;
    }

    public static void SetCurrent(Operation? operation) => current = operation;

    public static void RunBegins() => Interlocked.Increment(ref activeRuns);

    public static void RunEnds() => Interlocked.Decrement(ref activeRuns);
}
