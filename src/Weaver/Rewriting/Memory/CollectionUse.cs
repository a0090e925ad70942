namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>What a method does with the collection that it is called on.</summary>
internal enum CollectionUse
{
    /// <summary>It reads one number: stale at worst, so a race with a writer is none that breaks the collection.</summary>
    Count,

    /// <summary>It reads.</summary>
    Read,

    /// <summary>It may write.</summary>
    Write,
}
