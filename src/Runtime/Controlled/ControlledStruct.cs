using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Brackets the call of a method that changes a struct where it lies, or what a <c>ref</c> argument refers to, and is not woven (<c>BitVector32</c>'s indexer,
/// <c>Rectangle.Offset</c>, <c>Array.Resize</c>): it reads, computes, then writes, and others may come between.
/// </summary>
public static class ControlledStruct
{
    /// <summary>The method is about to be called with what lies at <paramref name="location"/>, which has been announced.</summary>
    /// <returns>What to call it with.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Begin<T>(ref T location, [UnscopedRef] out StructChange<T> change, long site)
    {
        change = default;
        return ref (!typeof(T).IsValueType || !RuntimeHelpers.IsReferenceOrContainsReferences<T>()) && Control.IsActive ? ref BeginInSession(ref location, ref change, site) : ref location;
    }

    /// <summary>The method has returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void End<T>(ref StructChange<T> change, long site)
    {
        if (!change.Location.IsEmpty)
        {
            Store(ref change, site);
        }
    }

    private static ref T BeginInSession<T>(ref T location, ref StructChange<T> change, long site)
    {
        if (Control.Current is not { } operation || !operation.Scheduler.MayComeBetween(operation, ref location, site))
        {
            return ref location;
        }

        change.Location = MemoryMarshal.CreateSpan(ref location, 1);
        change.Before = change.Copy = location;
        return ref change.Copy;
    }

    // Only what changed: other parts are others' to write.
    private static void Store<T>(ref StructChange<T> change, long site)
    {
        ControlledMemory.PauseInWrite(site);
        if (!typeof(T).IsValueType)
        {
            if (!ReferenceEquals(change.Before, change.Copy))
            {
                change.Location[0] = change.Copy;
            }

            return;
        }

        var before = Bytes(ref change.Before);
        var copy = Bytes(ref change.Copy);
        var location = Bytes(ref change.Location[0]);
        var unit = Unsafe.SizeOf<Aligned<T>>() - Unsafe.SizeOf<T>();
        for (var at = 0; at < copy.Length; at += unit)
        {
            if (!copy.Slice(at, unit).SequenceEqual(before.Slice(at, unit)))
            {
                copy.Slice(at, unit).CopyTo(location[at..]);
            }
        }
    }

    private static Span<byte> Bytes<T>(ref T value) => MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>());

    [StructLayout(LayoutKind.Sequential)]
    private struct Aligned<T>
    {
#pragma warning disable CS0649, CS0169 // their size is what is asked for
        private readonly byte first;
        private readonly T value;
#pragma warning restore CS0649, CS0169
    }
}
