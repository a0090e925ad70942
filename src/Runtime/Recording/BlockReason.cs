namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>Why an operation cannot go on.</summary>
public enum BlockReason : byte
{
    /// <summary>Not known: the wait is inside code that is not woven.</summary>
    Unknown = 0,

    /// <summary>A monitor or <see cref="System.Threading.Lock"/>.</summary>
    Lock = 1,

    /// <summary>The reading side of a reader-writer lock.</summary>
    ReaderLock = 2,

    /// <summary>The writing side of a reader-writer lock.</summary>
    WriterLock = 3,

    /// <summary>A semaphore.</summary>
    Semaphore = 4,

    /// <summary>A manual- or auto-reset event.</summary>
    Event = 5,

    /// <summary>A countdown event.</summary>
    Countdown = 6,

    /// <summary>A barrier.</summary>
    Barrier = 7,

    /// <summary><c>Monitor.Wait</c>.</summary>
    MonitorWait = 8,

    /// <summary>A mutex.</summary>
    Mutex = 9,

    /// <summary>A spin lock or spin wait.</summary>
    Spin = 10,

    /// <summary><c>Thread.Join</c>.</summary>
    Join = 11,

    /// <summary><c>await</c> of a task or another awaitable.</summary>
    TaskAwait = 12,

    /// <summary><c>Task.Wait</c>, <c>Task.Result</c> and the like: synchronous waiting for asynchronous work.</summary>
    TaskWait = 13,

    /// <summary>Writing to a full channel.</summary>
    ChannelSend = 14,

    /// <summary>Reading from an empty channel.</summary>
    ChannelReceive = 15,

    /// <summary><c>Task.Delay</c>, <c>Thread.Sleep</c>.</summary>
    Delay = 16,

    /// <summary>Waiting for a timer's next tick.</summary>
    Timer = 17,

    /// <summary>Network I/O.</summary>
    Network = 18,

    /// <summary>File I/O.</summary>
    File = 19,

    /// <summary>Another process.</summary>
    Process = 20,

    /// <summary>Another operation is initialising a <see cref="Lazy{T}"/>.</summary>
    LazyInitialization = 21,

    /// <summary>Another operation is running a type initialiser.</summary>
    TypeInitializer = 22,

    /// <summary>Queued to the thread pool.</summary>
    ThreadPoolQueue = 23,

    /// <summary>Suspended by the garbage collector.</summary>
    GarbageCollection = 24,

    /// <summary>Waiting for a running cancellation callback to end.</summary>
    CancellationCallback = 25,

    /// <summary>A blocking or concurrent collection.</summary>
    Collection = 26,

    /// <summary>A continuation that the runtime runs inline, on the stack of whoever completed what it awaits.</summary>
    InlineContinuation = 27,
}
