namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>How something is held: the detail of <see cref="EventKind.Acquired"/> and <see cref="EventKind.Released"/>.</summary>
public enum HoldMode : byte
{
    /// <summary>By nobody else at the same time, or, of a semaphore, by as many as it lets in.</summary>
    Exclusive = 0,

    /// <summary>Together with others: the reading side of a reader-writer lock.</summary>
    Shared = 1,

    /// <summary>Together with readers: the upgradeable side of a reader-writer lock.</summary>
    Upgradeable = 2,
}
