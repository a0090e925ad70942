using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>Room for some events of one thread, where no collection moves it. Those that were read are used again: new memory costs more than recording does.</summary>
internal sealed class CaptureBlock
{
    /// <summary>Of what is said of one event, in bytes; messages of exceptions may be of any length.</summary>
    public const int Longest = 8 << 10;

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
    public static bool TryRead(ref ReadOnlySpan<byte> rest, long until, out CapturedEvent captured, out ReadOnlySpan<byte> said)
    {
        if (rest.IsEmpty || MemoryMarshal.Read<Head>(rest) is var head && head.Event.Timestamp >= until)
        {
            captured = default;
            said = default;
            return false;
        }

        captured = head.Event;
        said = rest.Slice(Unsafe.SizeOf<Head>(), head.Length);
        rest = rest[(Unsafe.SizeOf<Head>() + head.Length)..];
        return true;
    }

    /// <summary>Adds an event with what is said of it.</summary>
    /// <returns>False when there is no room.</returns>
    public bool TryAdd(in CapturedEvent captured, ReadOnlySpan<byte> said)
    {
        var rest = bytes.AsSpan(length);
        if (rest.Length < Unsafe.SizeOf<Head>() + said.Length)
        {
            return false;
        }

        MemoryMarshal.Write(rest, new Head(captured, said.Length));
        said.CopyTo(rest[Unsafe.SizeOf<Head>()..]);
        length += Unsafe.SizeOf<Head>() + said.Length;
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

    private readonly record struct Head(CapturedEvent Event, int Length);
}
