using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Format;

namespace ConcurrencyTrace.Tracing;

/// <summary>Writes a trace in the <c>.ctrace</c> format as it comes, in memory that does not grow with it.</summary>
/// <remarks>
/// Each chunk can be read once it is written: a file whose writing was cut short has everything up to its last whole chunk. Not synchronised.
/// Operations and resources are best defined before the events that refer to them.
/// </remarks>
public sealed class TraceWriter : IDisposable
{
    private const int EventsPerChunk = 1 << 16;
    private const int BytesPerChunk = 1 << 20;

    private readonly Stream stream;
    private readonly TraceCompression compression;
    private readonly bool leaveOpen;
    private readonly ChunkEncoder chunk;
    private readonly MemoryStream compressed = new(); // kept from one chunk to the next: it is a large object
    private Func<long, Site> resolve = SiteTable.Resolve;
    private bool completed;

    /// <summary>Begins a trace.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="header">What the trace is of.</param>
    /// <param name="compression">How chunks are compressed.</param>
    /// <param name="leaveOpen">Whether the stream is left open in the end.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public TraceWriter(Stream stream, TraceHeader header, TraceCompression compression = TraceCompression.Deflate, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(header);
        (this.stream, this.compression, this.leaveOpen) = (stream, compression, leaveOpen);
        chunk = new ChunkEncoder(id => resolve(id));
        Span<byte> start = stackalloc byte[TraceFormat.HeaderLength];
        start.Clear();
        TraceFormat.Magic.CopyTo(start);
        start[TraceFormat.Magic.Length] = (byte)TraceFormat.Version;
        stream.Write(start);
        foreach (var (name, value) in TraceProperties.Of(header))
        {
            chunk.Add(name, value);
        }
    }

    /// <summary>Whether a program goes on beside the writing, whose time counts for more than bytes.</summary>
    internal bool IsLive { get; init; }

    /// <summary>Tells of an operation.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Define(OperationInfo operation)
    {
        ObjectDisposedException.ThrowIf(completed, this);
        chunk.Add(operation);
        FlushIfFull();
    }

    /// <summary>Tells of a resource.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Define(ResourceInfo resource)
    {
        ObjectDisposedException.ThrowIf(completed, this);
        chunk.Add(resource);
        FlushIfFull();
    }

    /// <summary>Writes an event without its stack.</summary>
    /// <param name="added">The event; times must not go back.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(in TraceEvent added) => Write(added, null);

    /// <summary>Writes an event.</summary>
    /// <param name="added">The event; times must not go back.</param>
    /// <param name="stack">The sites of its <see cref="TraceEvent.Stack"/>, from the innermost outwards; null where it has none.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(in TraceEvent added, IReadOnlyList<long>? stack)
    {
        ObjectDisposedException.ThrowIf(completed, this);
        chunk.Add(added, stack);
        FlushIfFull();
    }

    /// <summary>Writes a whole trace and completes it.</summary>
    /// <param name="trace">The trace; its header is the one given at the beginning.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        resolve = trace.SiteAt;
        foreach (var operation in trace.Operations)
        {
            Define(operation);
        }

        foreach (var resource in trace.Resources)
        {
            Define(resource);
        }

        foreach (var e in trace.Events)
        {
            Write(e, e.Stack == 0 ? null : trace.Stacks[e.Stack - 1]);
        }

        Complete(trace.Deadlock);
    }

    /// <summary>Writes what was given so far, so that whoever reads the file now sees it.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Flush()
    {
        if (!completed)
        {
            WriteChunk(ChunkKind.Data);
            stream.Flush();
        }
    }

    /// <summary>Writes what is left, and that this is all. Without it, readers say that the trace is truncated.</summary>
    /// <param name="deadlock">The deadlock that the run ended in; null where it did not.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Complete(DeadlockInfo? deadlock = null)
    {
        if (completed)
        {
            return;
        }

        if (deadlock is not null)
        {
            foreach (var (name, value) in TraceProperties.Of(deadlock))
            {
                chunk.Add(name, value);
            }

            foreach (var wait in deadlock.Waits)
            {
                chunk.AddSite(wait.Site);
            }
        }

        completed = true;
        WriteChunk(ChunkKind.Last);
        stream.Flush();
    }

    /// <summary>Writes what was given so far and closes the stream, unless that was to be left open. It does not complete the trace: an exception may have cut it short.</summary>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        finally
        {
            completed = true;
            if (!leaveOpen)
            {
                stream.Dispose();
            }
        }
    }

    private void FlushIfFull()
    {
        if (chunk.Events >= EventsPerChunk || chunk.Length >= BytesPerChunk)
        {
            WriteChunk(ChunkKind.Data);
        }
    }

    private void WriteChunk(ChunkKind kind)
    {
        var content = chunk.Finish();
        compressed.SetLength(0);
        if (compression != TraceCompression.None)
        {
            Compressor.Compress(content, compression, IsLive, compressed);
        }

        // What does not get smaller is stored as it is.
        var smaller = compression != TraceCompression.None && compressed.Length < content.Length;
        ReadOnlySpan<byte> stored = smaller ? compressed.GetBuffer().AsSpan(0, (int)compressed.Length) : content;
        ChunkFrame.Write(stream, kind, smaller ? compression : TraceCompression.None, stored, content.Length, chunk.Events);
        chunk.Clear();
    }
}
