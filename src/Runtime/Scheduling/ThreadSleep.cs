namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Whether a thread sleeps, and in what.</summary>
internal enum ThreadSleep
{
    /// <summary>It does not, as far as can be told; or only until the system itself is done, which nobody else has to help with.</summary>
    None,

    /// <summary>In what the runtime may do of its own accord: until a collection is over, or for a lock of its own.</summary>
    InRuntime,

    /// <summary>In a call of the operating system that the program asked for, such as one that reads from a connection.</summary>
    InCall,

    /// <summary>In a wait that the runtime knows of: for a lock, an event, or a time.</summary>
    Waiting,
}
