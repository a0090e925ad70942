using System.Buffers.Binary;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>The 20 bytes before a chunk's content: what it is, how long, and the checksum of both.</summary>
/// <param name="Kind">What the chunk is.</param>
/// <param name="Compression">How its content is stored.</param>
/// <param name="StoredLength">Bytes in the file.</param>
/// <param name="Length">Bytes of the content once decompressed.</param>
/// <param name="Events">How many events it has.</param>
/// <param name="Checksum">CRC-32C of the bytes before it and of the stored content.</param>
internal readonly record struct ChunkFrame(ChunkKind Kind, TraceCompression Compression, uint StoredLength, uint Length, uint Events, uint Checksum)
{
    private const int ChecksumAt = TraceFormat.ChunkHeaderLength - sizeof(uint);

    public static ChunkFrame Read(ReadOnlySpan<byte> bytes) => new(
        (ChunkKind)bytes[0],
        (TraceCompression)bytes[1],
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]));

    /// <summary>Writes a chunk: the header, then <paramref name="stored"/>.</summary>
    public static void Write(Stream stream, ChunkKind kind, TraceCompression compression, ReadOnlySpan<byte> stored, int length, int events)
    {
        Span<byte> header = stackalloc byte[TraceFormat.ChunkHeaderLength];
        header.Clear();
        header[0] = (byte)kind;
        header[1] = (byte)compression;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], stored.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], length);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], events);
        BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumAt..], Format.Checksum.Of(header[..ChecksumAt], stored));
        stream.Write(header);
        stream.Write(stored);
    }

    /// <summary>What is wrong with the lengths; null where nothing is.</summary>
    public string? Problem() =>
        Compression > TraceCompression.Brotli ? $"compression {(byte)Compression} is not known"
        : StoredLength > TraceFormat.MaxChunkLength || Length > TraceFormat.MaxChunkLength ? "it claims to be longer than a chunk can be"
        : Compression == TraceCompression.None && StoredLength != Length ? "its two lengths contradict each other"
        : null;

    /// <summary>Whether the bytes are those that were written.</summary>
    public bool Matches(ReadOnlySpan<byte> header, ReadOnlySpan<byte> stored) => Format.Checksum.Of(header[..ChecksumAt], stored) == Checksum;
}
