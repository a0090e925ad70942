using System.IO.Compression;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>Makes a chunk's content smaller, and large again.</summary>
internal static class Compressor
{
    // The best takes a second for a megabyte.
    private const int MostForBest = 1 << 16;

    // Half the time of the usual for a fifth more bytes.
    private static readonly ZLibCompressionOptions QuickDeflate = new() { CompressionLevel = 2 };
    private static readonly BrotliCompressionOptions QuickBrotli = new() { Quality = 1 };

    /// <summary>Writes <paramref name="content"/>, made smaller, to <paramref name="target"/>.</summary>
    /// <param name="content">The content.</param>
    /// <param name="compression">How.</param>
    /// <param name="isQuick">Whether time counts for more than bytes.</param>
    /// <param name="target">Where to.</param>
    public static void Compress(ReadOnlySpan<byte> content, TraceCompression compression, bool isQuick, Stream target)
    {
        using var stream = Compressing(target, compression, isQuick, content.Length <= MostForBest ? CompressionLevel.SmallestSize : CompressionLevel.Optimal);
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

    private static Stream Compressing(Stream target, TraceCompression compression, bool isQuick, CompressionLevel level) => (compression, isQuick) switch
    {
        (TraceCompression.Brotli, false) => new BrotliStream(target, level, leaveOpen: true),
        (TraceCompression.Brotli, true) => new BrotliStream(target, QuickBrotli, leaveOpen: true),
        (_, false) => new DeflateStream(target, level, leaveOpen: true),
        (_, true) => new DeflateStream(target, QuickDeflate, leaveOpen: true),
    };
}
