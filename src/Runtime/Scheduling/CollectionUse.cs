namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What a call does with a collection.</summary>
internal enum CollectionUse
{
    /// <summary>It reads one number, or a reference that stays: stale at worst, so a race with a writer is none that breaks the collection.</summary>
    Count,

    /// <summary>It reads.</summary>
    Read,

    /// <summary>It begins to look through all items, which is no single step even where each call is.</summary>
    Enumeration,

    /// <summary>It may write.</summary>
    Write,
}
