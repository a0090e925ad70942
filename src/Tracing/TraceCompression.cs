namespace ConcurrencyTrace.Tracing;

/// <summary>How the chunks of a trace file are compressed.</summary>
public enum TraceCompression : byte
{
    /// <summary>Not at all: written fastest.</summary>
    None = 0,

    /// <summary>Deflate (RFC 1951), which every platform reads, browsers included. The default.</summary>
    Deflate = 1,

    /// <summary>Brotli (RFC 7932): a tenth or so smaller, and slower to write.</summary>
    Brotli = 2,
}
