using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ArraySegment{T}"/>, <see cref="Memory{T}"/> and <see cref="ReadOnlyMemory{T}"/>: what they copy, as <see cref="ControlledSpan"/> has it, and their elements.</summary>
public static class ControlledMemoryView
{
    public static T get_Item<T>(ref ArraySegment<T> self, int index, long site)
    {
        Element(self, index, isWrite: false, site);
        return self[index];
    }

    public static void set_Item<T>(ref ArraySegment<T> self, int index, T value, long site)
    {
        Element(self, index, isWrite: true, site);
        self[index] = value;
    }

    public static void CopyTo<T>(ref ArraySegment<T> self, T[] destination, long site)
    {
        CopyHalf<T>(self, destination, site);
        self.CopyTo(destination);
    }

    public static void CopyTo<T>(ref ArraySegment<T> self, T[] destination, int destinationIndex, long site)
    {
        if (destinationIndex >= 0 && destinationIndex < destination?.Length)
        {
            CopyHalf<T>(self, destination.AsMemory(destinationIndex), site);
        }

        self.CopyTo(destination!, destinationIndex);
    }

    public static void CopyTo<T>(ref ArraySegment<T> self, ArraySegment<T> destination, long site)
    {
        CopyHalf<T>(self, destination, site);
        self.CopyTo(destination);
    }

    public static T[] ToArray<T>(ref ArraySegment<T> self, long site)
    {
        Read<T>(self, site);
        return self.ToArray();
    }

    public static void CopyTo<T>(ref Memory<T> self, Memory<T> destination, long site)
    {
        CopyHalf<T>(self, destination, site);
        self.CopyTo(destination);
    }

    public static bool TryCopyTo<T>(ref Memory<T> self, Memory<T> destination, long site)
    {
        CopyHalf<T>(self, destination, site);
        return self.TryCopyTo(destination);
    }

    public static T[] ToArray<T>(ref Memory<T> self, long site)
    {
        Read<T>(self, site);
        return self.ToArray();
    }

    public static void CopyTo<T>(ref ReadOnlyMemory<T> self, Memory<T> destination, long site)
    {
        CopyHalf<T>(self, destination, site);
        self.CopyTo(destination);
    }

    public static bool TryCopyTo<T>(ref ReadOnlyMemory<T> self, Memory<T> destination, long site)
    {
        CopyHalf<T>(self, destination, site);
        return self.TryCopyTo(destination);
    }

    public static T[] ToArray<T>(ref ReadOnlyMemory<T> self, long site)
    {
        Read(self, site);
        return self.ToArray();
    }

    // Outside of a run, a manager of memory is asked for no more spans than the original asks for.
    private static void CopyHalf<T>(ReadOnlyMemory<T> source, Memory<T> destination, long site)
    {
        if (Control.IsActive)
        {
            ControlledSpan.CopyHalf(source.Span, destination.Span, site);
        }
    }

    private static void Read<T>(ReadOnlyMemory<T> memory, long site)
    {
        if (Control.IsActive)
        {
            ControlledMemory.ReadReadOnlySpan(memory.Span, site);
        }
    }

    // What is out of range is the original's to refuse.
    private static unsafe void Element<T>(ArraySegment<T> segment, int index, bool isWrite, long site)
    {
        if (!Control.IsActive || (uint)index >= (uint)segment.Count)
        {
            return;
        }

        var address = (nuint)Unsafe.AsPointer(ref segment.Array![segment.Offset + index]);
        if (isWrite)
        {
            ControlledMemory.WriteThrough(address, site);
        }
        else
        {
            ControlledMemory.ReadThrough(address, site);
        }
    }
}
