using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Array"/>: many elements change one after the other, and where operations were seen to conflict over them, others may see the first half of it.</summary>
public static class ControlledArray
{
    public static void Clear(Array array, long site)
    {
        ControlledMemory.WriteCollection(array, site);
        if (MayBeSeen(array, 0, array?.Length ?? 0, site))
        {
            Array.Clear(array!, 0, array!.Length / 2);
            ControlledMemory.PauseInWrite(site);
        }

        Array.Clear(array!);
    }

    public static void Clear(Array array, int index, int length, long site)
    {
        ControlledMemory.WriteCollection(array, site);
        if (MayBeSeen(array, index, length, site))
        {
            Array.Clear(array, index, length / 2);
            ControlledMemory.PauseInWrite(site);
        }

        Array.Clear(array, index, length);
    }

    public static void Copy(Array sourceArray, Array destinationArray, int length, long site)
    {
        CopyHalf(sourceArray, 0, destinationArray, 0, length, site);
        Array.Copy(sourceArray, destinationArray, length);
    }

    public static void Copy(Array sourceArray, Array destinationArray, long length, long site)
    {
        CopyHalf(sourceArray, 0, destinationArray, 0, length, site);
        Array.Copy(sourceArray, destinationArray, length);
    }

    public static void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length, long site)
    {
        CopyHalf(sourceArray, sourceIndex, destinationArray, destinationIndex, length, site);
        Array.Copy(sourceArray, sourceIndex, destinationArray, destinationIndex, length);
    }

    public static void Copy(Array sourceArray, long sourceIndex, Array destinationArray, long destinationIndex, long length, long site)
    {
        CopyHalf(sourceArray, sourceIndex, destinationArray, destinationIndex, length, site);
        Array.Copy(sourceArray, sourceIndex, destinationArray, destinationIndex, length);
    }

    public static void CopyTo(Array self, Array array, int index, long site)
    {
        CopyHalf(self, 0, array, index, self?.Length ?? 0, site);
        self!.CopyTo(array, index);
    }

    public static void CopyTo(Array self, Array array, long index, long site)
    {
        CopyHalf(self, 0, array, index, self?.Length ?? 0, site);
        self!.CopyTo(array, index);
    }

    public static void Fill<T>(T[] array, T value, long site)
    {
        ControlledMemory.WriteCollection(array, site);
        if (MayBeSeen(array, 0, array?.Length ?? 0, site))
        {
            Array.Fill(array!, value, 0, array!.Length / 2);
            ControlledMemory.PauseInWrite(site);
        }

        Array.Fill(array!, value);
    }

    public static void Fill<T>(T[] array, T value, int startIndex, int count, long site)
    {
        ControlledMemory.WriteCollection(array, site);
        if (MayBeSeen(array, startIndex, count, site))
        {
            Array.Fill(array, value, startIndex, count / 2);
            ControlledMemory.PauseInWrite(site);
        }

        Array.Fill(array, value, startIndex, count);
    }

    // Within one array the order matters in which elements are copied.
    private static void CopyHalf(Array? source, long sourceIndex, Array? destination, long destinationIndex, long length, long site)
    {
        ControlledMemory.ReadCollection(source, site);
        ControlledMemory.WriteCollection(destination, site);
        if (source != destination && MayBeSeen(source, sourceIndex, length, site) && MayBeSeen(destination, destinationIndex, length, site))
        {
            Array.Copy(source!, sourceIndex, destination!, destinationIndex, length / 2);
            ControlledMemory.PauseInWrite(site);
        }
    }

    // What is not there is for the call itself to refuse, before anything changes.
    private static bool MayBeSeen(Array? array, long index, long length, long site) =>
        ControlledMemory.IsChangedInParts(site) && length > 1 && array is { Rank: 1 } && array.GetLowerBound(0) == 0 && index >= 0 && index <= array.Length - length;
}
