using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>Which ways of holding a lock go together.</summary>
internal static class HoldModes
{
    /// <summary>Whether two operations cannot hold a lock in these ways at the same time.</summary>
    public static bool Exclude(HoldMode one, HoldMode other) =>
        one == HoldMode.Exclusive || other == HoldMode.Exclusive || (one == HoldMode.Upgradeable && other == HoldMode.Upgradeable);

    /// <summary>The one that keeps more others out.</summary>
    public static HoldMode Stronger(HoldMode one, HoldMode other) => Strength(one) >= Strength(other) ? one : other;

    private static int Strength(HoldMode mode) => mode switch
    {
        HoldMode.Shared => 0,
        HoldMode.Upgradeable => 1,
        _ => 2,
    };
}
