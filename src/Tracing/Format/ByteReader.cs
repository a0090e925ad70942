using System.Buffers.Binary;
using System.Text;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>Reads what <see cref="ByteWriter"/> wrote, and never beyond its end.</summary>
/// <param name="bytes">The bytes.</param>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => bytes.Length - Position;

    public byte Byte() => Take(1)[0];

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <exception cref="InvalidDataException">The number does not end, or is of more than 64 bits.</exception>
    public ulong Unsigned()
    {
        var position = Position;
        if (position < bytes.Length && bytes[position] < 0x80)
        {
            Position = position + 1;
            return bytes[position];
        }

        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged("a number of more than 64 bits");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>How many things follow, each of at least one byte.</summary>
    /// <exception cref="InvalidDataException">More than there are bytes.</exception>
    public int Count() => Index(Remaining + 1);

    /// <summary>A number from 0 to below <paramref name="count"/>.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public int Index(int count)
    {
        var value = Unsigned();
        return value < (ulong)count ? (int)value : throw Damaged($"number {value} where {count - 1} is the highest possible");
    }

    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    public readonly InvalidDataException Damaged(string what) => new($"{what} (at byte {Position} of its content)");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (Remaining < length)
        {
            throw Damaged("the chunk ends in the middle of its content");
        }

        var span = bytes.Slice(Position, length);
        Position += length;
        return span;
    }
}
