using Google.Protobuf;

namespace ConcurrencyTrace.Tracing.Tests.Exports;

/// <summary>The fields of a message as Google's own reader finds them, by number.</summary>
internal sealed class ProtobufFields
{
    private readonly List<(int Number, object Value)> fields = [];

    public ProtobufFields(byte[] bytes)
    {
        using var input = new CodedInputStream(bytes);
        while (input.ReadTag() is var tag and > 0)
        {
            fields.Add((WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadInt64(),
                WireFormat.WireType.Fixed64 => (long)input.ReadFixed64(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes(),
                var other => throw new InvalidDataException($"wire type {other}"),
            }));
        }
    }

    public IEnumerable<int> Numbers => fields.Select(f => f.Number).Distinct();

    public long Number(int field) => (long)fields.Single(f => f.Number == field).Value;

    public string Text(int field) => Texts(field).Single();

    public IEnumerable<string> Texts(int field) => fields.Where(f => f.Number == field).Select(f => ((ByteString)f.Value).ToStringUtf8());

    public IEnumerable<ProtobufFields> Messages(int field) => fields.Where(f => f.Number == field).Select(f => new ProtobufFields(((ByteString)f.Value).ToByteArray()));

    public long[] Packed(int field)
    {
        using var input = new CodedInputStream(((ByteString)fields.Single(f => f.Number == field).Value).ToByteArray());
        var result = new List<long>();
        while (!input.IsAtEnd)
        {
            result.Add(input.ReadInt64());
        }

        return [.. result];
    }

    public bool Has(int field) => fields.Exists(f => f.Number == field);
}
