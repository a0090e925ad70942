using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>Room for some events of one thread, where no collection moves it. Those that were read are used again: new memory costs more than recording does.</summary>
internal sealed class CaptureBlock
{
    /// <summary>In bytes; messages of exceptions may be of any length.</summary>
    public const int LongestText = 8 << 10;

    private const int Size = 16 << 10;
    private const int Kept = 1024;

    private static readonly ConcurrentQueue<CaptureBlock> Free = new();

    private readonly byte[] bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    private volatile int length;
    private volatile CaptureBlock? next;

    private CaptureBlock()
    {
    }

    /// <summary>The one after this; it is there only once nothing is added to this one any more.</summary>
    public CaptureBlock? Next
    {
        get => next;
        set => next = value;
    }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public static CaptureBlock Get() => Free.TryDequeue(out var block) ? block : new CaptureBlock();

    /// <summary>Reads the next event, and goes on to what is behind it; not if it happened at a time or later.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> rest, long until, out CapturedEvent captured, out ReadOnlySpan<byte> text)
    {
        if (rest.IsEmpty || MemoryMarshal.Read<Head>(rest) is var head && head.Event.Timestamp >= until)
        {
            captured = default;
            text = default;
            return false;
        }

        captured = head.Event;
        text = rest.Slice(Unsafe.SizeOf<Head>(), head.TextLength);
        rest = rest[(Unsafe.SizeOf<Head>() + head.TextLength)..];
        return true;
    }

    /// <summary>Adds an event with its text.</summary>
    /// <returns>False when there is no room.</returns>
    public bool TryAdd(in CapturedEvent captured, ReadOnlySpan<byte> text)
    {
        var rest = bytes.AsSpan(length);
        if (rest.Length < Unsafe.SizeOf<Head>() + text.Length)
        {
            return false;
        }

        MemoryMarshal.Write(rest, new Head(captured, text.Length));
        text.CopyTo(rest[Unsafe.SizeOf<Head>()..]);
        length += Unsafe.SizeOf<Head>() + text.Length;
        return true;
    }

    /// <summary>It has been read.</summary>
    public void Return()
    {
        if (Free.Count < Kept)
        {
            (length, next) = (0, null);
            Free.Enqueue(this);
        }
    }

    private readonly record struct Head(CapturedEvent Event, int TextLength);
}
