using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The arrays that spans, memories and segments were made of in a schedule, to tell which element an address is of.</summary>
/// <remarks>Of the last <see cref="Most"/>: an access through an older view is known by its address only.</remarks>
internal sealed class ArrayViews
{
    private const int Most = 32;

    private readonly List<(Array Array, int Elements, nint Size)> views = []; // the latest last

    /// <summary>Forgets them all.</summary>
    public void Clear() => views.Clear();

    /// <summary>A view is made of an array that has elements.</summary>
    public void Add(Array array, int elements)
    {
        for (var i = views.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(views[i].Array, array))
            {
                return;
            }
        }

        if (views.Count == Most)
        {
            views.RemoveAt(0);
        }

        views.Add((array, elements, AddressOf(array, 1) - AddressOf(array, 0)));
    }

    /// <summary>The array and what stands in the place of a field for the element that lies there; null when it is in none of them.</summary>
    public (object? Array, int Field)? Find(nuint address)
    {
        for (var i = views.Count - 1; i >= 0; i--)
        {
            var (array, elements, size) = views[i];
            var offset = (nint)address - AddressOf(array, 0);
            if (offset >= 0 && offset < array.Length * size)
            {
                return (array, unchecked(elements + (int)(offset / size)));
            }
        }

        return null;
    }

    // Where it is at this moment: the collector may move it, and then a use is not recognised, which costs a schedule.
    private static nint AddressOf(Array array, int index) => Marshal.UnsafeAddrOfPinnedArrayElement(array, index);
}
