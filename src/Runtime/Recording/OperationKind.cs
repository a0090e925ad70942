namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>How an operation came to be. An operation is a logical thread: what Go calls a goroutine.</summary>
public enum OperationKind : byte
{
    /// <summary>The body of the test.</summary>
    Body = 0,

    /// <summary>A task whose delegate runs on the thread pool (<c>Task.Run</c>, <c>StartNew</c>, a continuation).</summary>
    Task = 1,

    /// <summary>A <see cref="System.Threading.Thread"/>.</summary>
    Thread = 2,

    /// <summary>An async method that was started and not awaited at once.</summary>
    Async = 3,

    /// <summary>A work item of the thread pool.</summary>
    WorkItem = 4,

    /// <summary>A timer callback.</summary>
    Timer = 5,

    /// <summary>A cancellation callback that the clock started (<c>CancelAfter</c>).</summary>
    Cancellation = 6,

    /// <summary>
    /// A call from a thread of code that is not under control: of a delegate that was handed outside (an event's handler, a callback of I/O); in a trace of the real
    /// scheduler, whatever woven code such a thread runs.
    /// </summary>
    External = 7,
}

/// <summary>How an operation ended.</summary>
public enum OperationEnd : byte
{
    /// <summary>It ran to its end.</summary>
    Completed = 0,

    /// <summary>It was cancelled.</summary>
    Canceled = 1,

    /// <summary>It ended with an exception.</summary>
    Faulted = 2,

    /// <summary>The schedule ended first and the operation was unwound.</summary>
    Aborted = 3,
}

/// <summary>What an I/O event is about.</summary>
public enum IoKind : byte
{
    /// <summary>Anything else.</summary>
    Other = 0,

    /// <summary>A socket.</summary>
    Socket = 1,

    /// <summary>An HTTP request.</summary>
    Http = 2,

    /// <summary>Name resolution.</summary>
    Dns = 3,

    /// <summary>A TLS handshake.</summary>
    Tls = 4,

    /// <summary>A file.</summary>
    File = 5,

    /// <summary>A pipe.</summary>
    Pipe = 6,

    /// <summary>A process.</summary>
    Process = 7,
}
