namespace ConcurrencyTrace.Tracing.Format;

/// <summary>What a chunk is. A reader skips chunks of kinds that it does not know.</summary>
internal enum ChunkKind : byte
{
    /// <summary>Tables, properties, definitions, events.</summary>
    Data = 1,

    /// <summary>The same, and the last of the trace: without one, the file is truncated.</summary>
    Last = 2,
}
