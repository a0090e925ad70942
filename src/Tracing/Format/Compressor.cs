using System.IO.Compression;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>Makes a chunk's content smaller, and large again.</summary>
internal static class Compressor
{
    /// <summary>Writes <paramref name="content"/>, made smaller, to <paramref name="target"/>.</summary>
    public static void Compress(ReadOnlySpan<byte> content, TraceCompression compression, Stream target)
    {
        using var stream = Compressing(target, compression);
        stream.Write(content);
    }

    /// <summary>Fills <paramref name="content"/>.</summary>
    /// <exception cref="InvalidDataException">There is less, more, or what cannot be decompressed.</exception>
    public static void Decompress(byte[] stored, int length, TraceCompression compression, Span<byte> content)
    {
        try
        {
            using var source = new MemoryStream(stored, 0, length, writable: false);
            using Stream stream = compression == TraceCompression.Brotli
                ? new BrotliStream(source, CompressionMode.Decompress)
                : new DeflateStream(source, CompressionMode.Decompress);
            stream.ReadExactly(content);
            if (stream.ReadByte() >= 0)
            {
                throw new InvalidDataException("there is more than the chunk's header says");
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or EndOfStreamException)
        {
            throw new InvalidDataException($"its content cannot be decompressed: {e.Message}", e);
        }
    }

    private static Stream Compressing(Stream target, TraceCompression compression) => compression switch
    {
        TraceCompression.Brotli => new BrotliStream(target, CompressionLevel.Optimal, leaveOpen: true),
        _ => new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true),
    };
}
