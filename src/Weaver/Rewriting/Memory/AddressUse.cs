namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>What becomes of the address of a field or an array element.</summary>
internal enum AddressUse
{
    /// <summary>It is read through.</summary>
    Read,

    /// <summary>It is, or may be, written through.</summary>
    Write,

    /// <summary>It is handed on where the code that reads through it cannot be seen from here.</summary>
    ReadReference,

    /// <summary>It is handed on where the code that may write through it cannot be seen from here: a by-ref argument, a by-ref local, a by-ref result.</summary>
    WriteReference,

    /// <summary>It goes to an atomic read, which is a scheduling point by itself.</summary>
    AtomicRead,

    /// <summary>It goes to another atomic or redirected call, which is a scheduling point by itself.</summary>
    AtomicWrite,
}
