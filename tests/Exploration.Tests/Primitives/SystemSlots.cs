namespace System.Slots;

/// <summary>A program's own methods, in a namespace that begins like the platform's.</summary>
internal static class SystemSlots
{
    /// <summary>Sets what is empty.</summary>
    /// <returns>Whether it was.</returns>
    public static bool TrySet(ref string? slot, string value) => Interlocked.CompareExchange(ref slot, value, null) is null;

    /// <summary>Sets one of the slots.</summary>
    public static void SetOne(Span<int> slots, int index) => slots[index] = index;
}
