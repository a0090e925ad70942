using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>What a <see cref="TraceSession"/> records, and where to. A plain object; every property has a default but <see cref="Path"/>.</summary>
public sealed record TraceSessionOptions
{
    /// <summary>The <c>.ctrace</c> file; its folder is made where needed, and a file that is there is replaced. A flight recorder writes it only when asked to, and when the program dies of an exception.</summary>
    public required string Path { get; init; }

    /// <summary>What names the program in the trace.</summary>
    /// <value>Empty by default.</value>
    public string Name { get; init; } = "";

    /// <summary>How the file's chunks are compressed.</summary>
    /// <value><see cref="TraceCompression.Deflate"/> by default.</value>
    public TraceCompression Compression { get; init; } = TraceCompression.Deflate;

    /// <summary>How often what was recorded goes to the file.</summary>
    /// <value>One second by default.</value>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How much memory events may take, in bytes. Whoever records more writes the oldest whole chunks to the file first: nothing is lost.</summary>
    /// <value>64 MiB by default.</value>
    public long BufferBytes { get; init; } = 64 << 20;

    /// <summary>Makes the session a flight recorder, which keeps in memory what happened in this last stretch of time.</summary>
    /// <value>Null by default: everything goes to the file.</value>
    public TimeSpan? KeepLast { get; init; }

    /// <summary>Makes the session a flight recorder, which keeps in memory this much of what happened last, in bytes (about 50 an event).</summary>
    /// <value>Null by default: everything goes to the file.</value>
    public long? KeepBytes { get; init; }

    /// <summary>Opens a capture of the runtime's own events, whose events are merged into the trace.</summary>
    /// <value>None by default.</value>
    public Func<IRunCapture?>? Capture { get; init; }

    /// <summary>
    /// Whether tasks that code which is not woven starts (a library's, the BCL's) are operations, too: with who queued each, and when it was queued, began and ended. What
    /// it awaits is not known. While this is on, the runtime reports each task and does more for each await of the whole process.
    /// </summary>
    /// <value>False by default.</value>
    public bool UnwovenTasks { get; init; }
}
