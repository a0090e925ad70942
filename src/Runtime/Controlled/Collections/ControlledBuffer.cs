using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Buffer"/>: as <see cref="ControlledArray"/> has it.</summary>
public static class ControlledBuffer
{
    // What a processor copies at once.
    private const int Word = sizeof(long);

    public static void BlockCopy(Array src, int srcOffset, Array dst, int dstOffset, int count, long site)
    {
        ControlledMemory.ReadCollection(src, site);
        ControlledMemory.WriteCollection(dst, site);
        if (ControlledMemory.IsChangedInParts(site) && src != dst && count >= 2 * Word && IsWithin(src, srcOffset, count) && IsWithin(dst, dstOffset, count))
        {
            Buffer.BlockCopy(src, srcOffset, dst, dstOffset, count / 2 / Word * Word);
            ControlledMemory.PauseInWrite(site);
        }

        Buffer.BlockCopy(src, srcOffset, dst, dstOffset, count);
    }

    private static bool IsWithin(Array array, int offset, int count) =>
        array is not null && array.GetType().GetElementType()!.IsPrimitive && offset >= 0 && offset <= Buffer.ByteLength(array) - count;
}
