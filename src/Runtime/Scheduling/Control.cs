using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Tells whether the running code is under control, at the price of one static check when nothing in the process is.</summary>
internal static class Control
{
    private static int activeRuns;

    [ThreadStatic]
    private static Operation? current;

    [ThreadStatic]
    private static ObservedOperation? observed;

    /// <summary>Whether anything in the process is under control or observed.</summary>
    public static bool IsActive
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => activeRuns != 0;
    }

    /// <summary>The operation that this thread runs; null outside every session.</summary>
    public static Operation? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => activeRuns == 0 ? null : current;
    }

    /// <summary>The operation that this thread runs on the real scheduler while that is observed; null where nothing is observed.</summary>
    public static ObservedOperation? Observed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => activeRuns == 0 ? null : observed;
    }

    public static void SetObserved(ObservedOperation? operation) => observed = operation;

    public static void SetCurrent(Operation? operation) => current = operation;

    public static void RunBegins() => Interlocked.Increment(ref activeRuns);

    public static void RunEnds() => Interlocked.Decrement(ref activeRuns);
}
