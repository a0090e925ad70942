namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>What a method does with a collection, an array or a span that it is called on, or given.</summary>
internal enum CollectionUse
{
    /// <summary>It reads one number, or a reference that stays: stale at worst, so a race with a writer is none that breaks the collection.</summary>
    Count,

    /// <summary>It reads.</summary>
    Read,

    /// <summary>It asks for the text of an object, which may be what is in it.</summary>
    Text,

    /// <summary>It begins to look through all items, which is no single step even where each call is.</summary>
    Enumeration,

    /// <summary>It may write.</summary>
    Write,

    /// <summary>It looks at where an enumerator is.</summary>
    Current,

    /// <summary>It moves an enumerator.</summary>
    Move,

    /// <summary>It makes a view of an array: a span, a memory, a segment.</summary>
    View,

    /// <summary>It reads what a span shows.</summary>
    ReadSpan,

    /// <summary>It may write what a span shows.</summary>
    WriteSpan,
}
