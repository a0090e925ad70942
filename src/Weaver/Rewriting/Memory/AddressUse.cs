namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>What becomes of the address of a field or an array element.</summary>
internal enum AddressUse
{
    /// <summary>It is read through.</summary>
    Read,

    /// <summary>It is, or may be, written through.</summary>
    Write,

    /// <summary>It goes to an atomic read, which is a scheduling point by itself.</summary>
    AtomicRead,

    /// <summary>It goes to another atomic or redirected call, which is a scheduling point by itself.</summary>
    AtomicWrite,
}
