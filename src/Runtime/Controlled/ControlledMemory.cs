using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Called before accesses to memory that operations may share. The owner is null for statics and where it is not known; the field is a hash of its name.</summary>
public static class ControlledMemory
{
    /// <summary>A volatile field is about to be read.</summary>
    public static void VolatileRead(object? owner, int field, long site)
    {
        if (Control.IsActive)
        {
            VolatileAccess(owner, field, isWrite: false, site);
        }
    }

    /// <summary>A volatile field is about to be written.</summary>
    public static void VolatileWrite(object? owner, int field, long site)
    {
        if (Control.IsActive)
        {
            VolatileAccess(owner, field, isWrite: true, site);
        }
    }

    /// <summary>A field, static, captured local, array element or collection is about to be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(object? owner, int field, long site)
    {
        if (Control.IsActive)
        {
            Access(owner, field, isWrite: false, site);
        }
    }

    /// <summary>A field, static, captured local, array element or collection is about to be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(object? owner, int field, long site)
    {
        if (Control.IsActive)
        {
            Access(owner, field, isWrite: true, site);
        }
    }

    /// <summary>A struct is about to be written as a whole into a field, which has been announced: a part of it is there before the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tear<T>(ref T location, T value, long site)
    {
        // What a processor copies at once is never seen in part.
        if (typeof(T).IsValueType && Unsafe.SizeOf<T>() > sizeof(long) && Control.IsActive)
        {
            TearInSession(ref location, value, site, through: false);
        }
    }

    /// <summary>The same, into an element of an array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TearElement<T>(T[] array, int index, T value, long site)
    {
        if (typeof(T).IsValueType)
        {
            Tear(ref array[index], value, site);
        }
    }

    /// <summary>The same, through a reference or a pointer that was made elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TearThrough<T>(ref T location, T value, long site)
    {
        if (typeof(T).IsValueType && Unsafe.SizeOf<T>() > sizeof(long) && Control.IsActive)
        {
            TearInSession(ref location, value, site, through: true);
        }
    }

    /// <summary>A reference to a field, static, captured local or array element is handed on, to be read through.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadReference(object? owner, int field, long site)
    {
        if (Control.IsActive)
        {
            MakeReference(owner, field, isWrite: false, site);
        }
    }

    /// <summary>A reference to a field, static, captured local or array element is handed on, and may be written through.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteReference(object? owner, int field, long site)
    {
        if (Control.IsActive)
        {
            MakeReference(owner, field, isWrite: true, site);
        }
    }

    /// <summary>Something is about to be read through a reference or a pointer that was made elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadThrough(nuint address, long site)
    {
        if (Control.IsActive)
        {
            AccessThrough(address, isWrite: false, site);
        }
    }

    /// <summary>Something is about to be written through a reference or a pointer that was made elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteThrough(nuint address, long site)
    {
        if (Control.IsActive)
        {
            AccessThrough(address, isWrite: true, site);
        }
    }

    /// <summary>A method of a collection that only reads it is about to be called.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadCollection(object? collection, long site)
    {
        if (Control.IsActive)
        {
            Use(collection, CollectionUse.Read, site);
        }
    }

    /// <summary>A method of a collection that may write it is about to be called.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteCollection(object? collection, long site)
    {
        if (Control.IsActive)
        {
            Use(collection, CollectionUse.Write, site);
        }
    }

    /// <summary>A class that derives from a collection is about to call the collection's own method, which only reads it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadBaseCollection(object? collection, long site)
    {
        if (Control.IsActive)
        {
            Use(collection, CollectionUse.Read, site, ofBase: true);
        }
    }

    /// <summary>A class that derives from a collection is about to call the collection's own method, which may write it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteBaseCollection(object? collection, long site)
    {
        if (Control.IsActive)
        {
            Use(collection, CollectionUse.Write, site, ofBase: true);
        }
    }

    /// <summary>A collection is about to be enumerated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EnumerateCollection(object? collection, long site)
    {
        if (Control.IsActive)
        {
            Use(collection, CollectionUse.Enumeration, site);
        }
    }

    /// <summary>An object is about to be asked for its text, which may be what is in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadText(object? told, long site)
    {
        if (Control.IsActive)
        {
            Tell(told, site);
        }
    }

    /// <summary>It is about to be looked where an enumerator is that others may move.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadEnumerator(object? enumerator, long site)
    {
        if (Control.IsActive)
        {
            UseEnumerator(enumerator, isWrite: false, site);
        }
    }

    /// <summary>An enumerator that others may have is about to be moved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MoveEnumerator(object? enumerator, long site)
    {
        if (Control.IsActive)
        {
            UseEnumerator(enumerator, isWrite: true, site);
        }
    }

    /// <summary>How much is in a collection is about to be read: a scheduling point like any read, but in a race with a writer nothing breaks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CountCollection(object? collection, long site)
    {
        if (Control.IsActive)
        {
            Use(collection, CollectionUse.Count, site);
        }
    }

    /// <summary>A view of an array is about to be made: what is done through it is done to the array's elements, of which the first has this number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ViewArray(object? array, int elements)
    {
        if (Control.IsActive)
        {
            View(array, elements);
        }
    }

    /// <summary>What a span shows is about to be read by code that is not woven.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadSpan<T>(Span<T> span, long site) => ReadReadOnlySpan<T>(span, site);

    /// <summary>What a span shows is about to be read by code that is not woven.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void ReadReadOnlySpan<T>(ReadOnlySpan<T> span, long site)
    {
        if (Control.IsActive && !span.IsEmpty)
        {
            UseSpan((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span)), isWrite: false, site);
        }
    }

    /// <summary>What a span shows may be written by code that is not woven.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void WriteSpan<T>(Span<T> span, long site)
    {
        if (Control.IsActive && !span.IsEmpty)
        {
            UseSpan((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span)), isWrite: true, site);
        }
    }

    /// <summary>An atomic read is about to happen, by a call that is a scheduling point itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AtomicRead(object? owner, int field, long site)
    {
        if (Control.IsActive)
        {
            AtomicAccess(owner, field, isWrite: false);
        }
    }

    /// <summary>An atomic write is about to happen, by a call that is a scheduling point itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AtomicWrite(object? owner, int field, long site)
    {
        if (Control.IsActive)
        {
            AtomicAccess(owner, field, isWrite: true);
        }
    }

    /// <summary>Whether others may come in the middle of what changes many elements at this site: operations were seen to conflict there.</summary>
    internal static bool IsChangedInParts(long site) => Control.IsActive && Control.Current is { } operation && operation.Scheduler.MayComeBetween(operation, site);

    /// <summary>A part is written, and others may come before the rest.</summary>
    internal static void PauseInWrite(long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.PauseInWrite(operation, site);
        }
    }

    private static void VolatileAccess(object? owner, int field, bool isWrite, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.AccessVolatile(operation, owner, field, isWrite, site);
        }
    }

    private static void TearInSession<T>(ref T location, T value, long site, bool through)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Tear(operation, ref location, value, site, through);
        }
    }

    private static void View(object? array, int elements)
    {
        if (Control.Current is { } operation && array is not null)
        {
            operation.Scheduler.View((Array)array, elements);
        }
    }

    private static void Access(object? owner, int field, bool isWrite, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Access(operation, owner, field, isWrite, site);
        }
    }

    private static void AccessThrough(nuint address, bool isWrite, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.AccessThrough(operation, address, isWrite, site);
        }
    }

    private static void UseSpan(nuint address, bool isWrite, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.AccessThrough(operation, address, isWrite, site, whole: true);
        }
    }

    private static void UseEnumerator(object? enumerator, bool isWrite, long site)
    {
        if (Control.Current is { } operation && enumerator is not null)
        {
            operation.Scheduler.AccessEnumerator(operation, enumerator, isWrite, site);
        }
    }

    private static void Tell(object? told, long site)
    {
        if (told is not null && UnsafeCollections.TellsContents(told.GetType()))
        {
            Use(told, CollectionUse.Read, site);
        }
    }

    private static void Use(object? collection, CollectionUse use, long site, bool ofBase = false)
    {
        if (Control.Current is { } operation && collection is not null)
        {
            operation.Scheduler.AccessCollection(operation, collection, use, site, ofBase);
        }
    }

    private static void AtomicAccess(object? owner, int field, bool isWrite)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.AtomicAccess(operation, owner, field, isWrite);
        }
    }

    private static void MakeReference(object? owner, int field, bool isWrite, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.MakeReference(operation, owner, field, isWrite, site);
        }
    }
}
