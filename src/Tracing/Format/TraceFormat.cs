namespace ConcurrencyTrace.Tracing.Format;

/// <summary>The constants of the <c>.ctrace</c> format, which <c>docs/format.md</c> specifies.</summary>
internal static class TraceFormat
{
    /// <summary>The version that this build writes, and the newest that it reads.</summary>
    public const ushort Version = 1;

    /// <summary>Bytes before the first chunk: the magic, the version, two bytes of zero.</summary>
    public const int HeaderLength = 12;

    /// <summary>Bytes of a chunk before its content.</summary>
    public const int ChunkHeaderLength = 20;

    /// <summary>No chunk holds more, before or after compression: what claims to is damaged, and nothing is allocated for it.</summary>
    public const int MaxChunkLength = 16 << 20;

    /// <summary>No chunk holds more events.</summary>
    public const int MaxChunkEvents = 1 << 20;

    /// <summary>Longer texts are cut, so that a chunk with one stays within <see cref="MaxChunkLength"/>.</summary>
    public const int MaxTextLength = 4 << 20;

    // The line ending tells of a transfer that took the file for text.
    public static ReadOnlySpan<byte> Magic => "CTRACE\r\n"u8;
}
