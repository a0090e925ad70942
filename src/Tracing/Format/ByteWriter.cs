using System.Buffers.Binary;
using System.Text;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>A growing run of bytes.</summary>
internal sealed class ByteWriter
{
    private byte[] bytes = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value) => Take(1)[0] = value;

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    /// <summary>Seven bits a byte, lowest first; the high bit says that more follow.</summary>
    public void Unsigned(ulong value)
    {
        var span = Room(10);
        var i = 0;
        for (; value > 0x7F; value >>= 7)
        {
            span[i++] = (byte)(value | 0x80);
        }

        span[i++] = (byte)value;
        Length += i;
    }

    /// <summary>Small numbers of either sign in few bytes: 0, -1, 1, -2 … as 0, 1, 2, 3 …</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Count(int value) => Unsigned((uint)value);

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Count(length);
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    private Span<byte> Take(int length)
    {
        var span = Room(length)[..length];
        Length += length;
        return span;
    }

    private Span<byte> Room(int length)
    {
        if (bytes.Length - Length < length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + length));
        }

        return bytes.AsSpan(Length);
    }
}
