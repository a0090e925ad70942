using System.Buffers.Binary;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Format;

namespace ConcurrencyTrace.Tracing;

/// <summary>Reads a <c>.ctrace</c> file forwards, chunk by chunk, in memory that does not grow with it.</summary>
/// <example><code>
/// using var reader = TraceReader.Open("failure.ctrace");
/// while (reader.Read() is { } chunk)
/// {
///     foreach (var e in chunk.Events.Span) { … }
/// }
/// </code></example>
public sealed class TraceReader : IDisposable
{
    private readonly Stream stream;
    private readonly string name;
    private readonly TraceProperties properties = new();
    private readonly ChunkDecoder decoder = new();
    private readonly byte[] frameBytes = new byte[TraceFormat.ChunkHeaderLength];
    private byte[] stored = [];
    private byte[] content = [];
    private TraceChunk? first;
    private long offset;
    private bool ended;

    /// <summary>Begins to read.</summary>
    /// <param name="stream">Where from, forwards only; closed with the reader.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="TraceFormatException">It is no trace, is of a newer version, or has no whole chunk.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public TraceReader(Stream stream, string name = "trace")
    {
        ArgumentNullException.ThrowIfNull(stream);
        (this.stream, this.name) = (stream, name);
        Span<byte> start = stackalloc byte[TraceFormat.HeaderLength];
        offset = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (offset < start.Length || !start.StartsWith(TraceFormat.Magic))
        {
            throw TraceErrors.NotATrace(name);
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(start[TraceFormat.Magic.Length..]);
        if (version > TraceFormat.Version)
        {
            throw TraceErrors.Newer(name, $"{version}");
        }

        first = Next();
        if (first is null)
        {
            throw TraceErrors.NothingWhole(name, TraceFormat.HeaderLength, "the file ends before the chunk does");
        }
    }

    /// <summary>What the trace is of.</summary>
    public TraceHeader Header => properties.Header;

    /// <summary>The deadlock that the run ended in; null where it did not, and until all was read.</summary>
    public DeadlockInfo? Deadlock => properties.Deadlock;

    /// <summary>What is wrong with the file, so that reading ended before its end; null where nothing is, and until then.</summary>
    public string? Warning { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TraceFormatException">It cannot be read, is no trace, is of a newer version, or has no whole chunk.</exception>
    public static TraceReader Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return new TraceReader(file, path);
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
            {
                throw TraceErrors.Unreadable(path, e);
            }

            throw;
        }
    }

    /// <summary>Reads the next chunk.</summary>
    /// <returns>Null at the end, which <see cref="Warning"/> says more of.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public TraceChunk? Read()
    {
        var chunk = first ?? Next();
        first = null;
        return chunk;
    }

    /// <summary>Reads all events that were not read yet, one by one.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public IEnumerable<TraceEvent> ReadEvents()
    {
        while (Read() is { } chunk)
        {
            for (var i = 0; i < chunk.Events.Length; i++)
            {
                yield return chunk.Events.Span[i];
            }
        }
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => stream.Dispose();

    private TraceChunk? Next()
    {
        while (!ended)
        {
            var begin = offset;
            try
            {
                if (ReadFrame() is not { } frame)
                {
                    return Stop(TraceErrors.Truncated(name, begin));
                }

                ended = frame.Kind == ChunkKind.Last;
                if (frame.Kind is ChunkKind.Data or ChunkKind.Last)
                {
                    return decoder.Read(Content(frame), properties);
                }
            }
            catch (InvalidDataException e)
            {
                return begin == TraceFormat.HeaderLength
                    ? throw TraceErrors.NothingWhole(name, begin, e.Message)
                    : Stop(TraceErrors.Damaged(name, begin, e.Message));
            }
        }

        return null;
    }

    private TraceChunk? Stop(string warning)
    {
        ended = true;
        Warning = warning;
        return null;
    }

    /// <summary>Reads a chunk as it is stored.</summary>
    /// <returns>Null when the file ends before the chunk does.</returns>
    private ChunkFrame? ReadFrame()
    {
        if (Fill(frameBytes) < frameBytes.Length)
        {
            return null;
        }

        var frame = ChunkFrame.Read(frameBytes);
        if (frame.Problem() is { } problem)
        {
            throw new InvalidDataException(problem);
        }

        // A length that is not true must not cost the memory that it claims.
        const int Step = 1 << 20;
        for (var read = 0; read < (int)frame.StoredLength;)
        {
            var step = Math.Min(Step, (int)frame.StoredLength - read);
            Grow(ref stored, read + step);
            if (Fill(stored.AsSpan(read, step)) < step)
            {
                return null;
            }

            read += step;
        }

        return frame.Matches(frameBytes, stored.AsSpan(0, (int)frame.StoredLength))
            ? frame
            : throw new InvalidDataException("its checksum is wrong");
    }

    private ReadOnlySpan<byte> Content(ChunkFrame frame)
    {
        if (frame.Compression == TraceCompression.None)
        {
            return stored.AsSpan(0, (int)frame.StoredLength);
        }

        Grow(ref content, (int)frame.Length);
        var result = content.AsSpan(0, (int)frame.Length);
        Compressor.Decompress(stored, (int)frame.StoredLength, frame.Compression, result);
        return result;
    }

    private int Fill(Span<byte> target)
    {
        var read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        offset += read;
        return read;
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            Array.Resize(ref buffer, Math.Max(length, buffer.Length * 2));
        }
    }
}
