using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Tells whether the running code is under control, at the price of one static check when nothing in the process is.</summary>
internal static class Control
{
    private static int activeRuns;
    private static int activeObservations;

    [ThreadStatic]
    private static Operation? current;

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
        get => activeObservations == 0 ? null : ObservedFlow.Find();
    }

    /// <summary>Whether anything in the process is observed on the real scheduler.</summary>
    public static bool IsObserving
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => activeObservations != 0;
    }

    /// <summary>A scheduling point, where the running code is under control.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Point(long site)
    {
        if (IsActive)
        {
            PointInSession(site);
        }
    }

    /// <summary><see cref="Scheduler.Use"/>, where the running code is under control.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Use(object target, bool changes, long site)
    {
        if (IsActive)
        {
            UseInSession(target, changes, site);
        }
    }

    public static void SetCurrent(Operation? operation) => current = operation;

    public static void RunBegins() => Interlocked.Increment(ref activeRuns);

    public static void RunEnds() => Interlocked.Decrement(ref activeRuns);

    public static void ObservationBegins()
    {
        RunBegins();
        Interlocked.Increment(ref activeObservations);
    }

    public static void ObservationEnds()
    {
        Interlocked.Decrement(ref activeObservations);
        RunEnds();
    }

    private static void PointInSession(long site)
    {
        if (Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }
    }

    private static void UseInSession(object target, bool changes, long site)
    {
        if (Current is { } operation)
        {
            operation.Scheduler.Use(operation, target, changes, site);
        }
    }
}
