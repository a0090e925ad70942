namespace ConcurrencyTrace.Exploration;

/// <summary>How to observe. A plain object; every property has a default.</summary>
public sealed record ObserverOptions
{
    /// <summary>What names the test in the trace, usually <c>Namespace.Class.Method</c>.</summary>
    /// <value>Empty by default.</value>
    public string TestIdentity { get; init; } = "";

    /// <summary>How much memory events may take while the body runs, in bytes. What is above goes to a temporary file, oldest whole chunks first, and is read back in the end.</summary>
    /// <value>256 MiB by default: about five million events.</value>
    public long BufferBytes { get; init; } = 256 << 20;

    /// <summary>Keeps only what happened in this last stretch of time (a flight recorder). Assertions that need what is missing are inconclusive.</summary>
    /// <value>Null by default: everything is kept.</value>
    public TimeSpan? KeepLast { get; init; }

    /// <summary>Keeps only this much of what happened last, in bytes (about 50 an event). Assertions that need what is missing are inconclusive.</summary>
    /// <value>Null by default: everything is kept.</value>
    public long? KeepBytes { get; init; }

    /// <summary>Opens a capture of the runtime's own events just before the body runs; what it saw is merged into the trace.</summary>
    /// <value>None by default: the trace has what woven code did.</value>
    public Func<IRunCapture?>? Capture { get; init; }

    /// <summary>
    /// Whether tasks that code which is not woven starts (a library's, the BCL's) are operations, too: with who queued each, and when it was queued, began and ended. What
    /// it awaits is not known. While this is on, the runtime reports each task and does more for each await of the whole process.
    /// </summary>
    /// <value>False by default.</value>
    public bool UnwovenTasks { get; init; }
}
