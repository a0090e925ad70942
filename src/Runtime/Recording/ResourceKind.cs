namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>What kind of thing operations take, signal or wait for.</summary>
public enum ResourceKind : byte
{
    /// <summary>Anything else.</summary>
    Other = 0,

    /// <summary>An object used with <c>lock</c> or <see cref="Monitor"/>.</summary>
    Monitor = 1,

    /// <summary>A <see cref="System.Threading.Lock"/>.</summary>
    Lock = 2,

    /// <summary>A semaphore.</summary>
    Semaphore = 3,

    /// <summary>A reader-writer lock.</summary>
    ReaderWriterLock = 4,

    /// <summary>A manual- or auto-reset event.</summary>
    Event = 5,

    /// <summary>A countdown event.</summary>
    Countdown = 6,

    /// <summary>A barrier.</summary>
    Barrier = 7,

    /// <summary>A mutex.</summary>
    Mutex = 8,

    /// <summary>A spin lock.</summary>
    SpinLock = 9,

    /// <summary>A task.</summary>
    Task = 10,

    /// <summary>A thread.</summary>
    Thread = 11,

    /// <summary>A channel.</summary>
    Channel = 12,

    /// <summary>A blocking or concurrent collection.</summary>
    Collection = 13,

    /// <summary>A timer or delay.</summary>
    Timer = 14,

    /// <summary>A cancellation source or registration.</summary>
    Cancellation = 15,

    /// <summary>A <see cref="Lazy{T}"/>.</summary>
    Lazy = 16,

    /// <summary>A type with an initialiser.</summary>
    Type = 17,

    /// <summary>A memory location: a field, an array element, a captured local.</summary>
    Memory = 18,

    /// <summary>A socket, HTTP connection, file, pipe or process.</summary>
    Io = 19,
}
