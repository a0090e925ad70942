using ConcurrencyTrace.Tracing.Format;

namespace ConcurrencyTrace.Tracing.Exports;

/// <summary>Writes messages in the wire format of Protocol Buffers. Without a library: a test tool must not force its version of one on those who use it.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;

    private readonly ByteWriter bytes = new();

    public ReadOnlySpan<byte> Written => bytes.Written;

    public void Number(int field, long value)
    {
        Tag(field, Varint);
        bytes.Unsigned((ulong)value);
    }

    public void FixedNumber(int field, long value)
    {
        Tag(field, Fixed64);
        bytes.UInt32((uint)value);
        bytes.UInt32((uint)(value >> 32));
    }

    public void Text(int field, string value)
    {
        Tag(field, LengthDelimited);
        bytes.Text(value);
    }

    public void Message(int field, Action<ProtobufWriter> write)
    {
        var message = new ProtobufWriter();
        write(message);
        Tag(field, LengthDelimited);
        bytes.Count(message.bytes.Length);
        bytes.Bytes(message.Written);
    }

    /// <summary>Repeated numbers in one field.</summary>
    public void Packed(int field, IEnumerable<long> values) => Message(field, packed =>
    {
        foreach (var value in values)
        {
            packed.bytes.Unsigned((ulong)value);
        }
    });

    private void Tag(int field, int type) => bytes.Count((field << 3) | type);
}
