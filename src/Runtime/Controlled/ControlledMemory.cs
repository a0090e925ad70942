using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Called before accesses to memory that operations may share. The owner is null for statics and where it is not known; the field is a hash of its name.</summary>
public static class ControlledMemory
{
    /// <summary>A volatile field is about to be read.</summary>
    public static void VolatileRead(object? owner, int field, long site) => Point(site);

    /// <summary>A volatile field is about to be written.</summary>
    public static void VolatileWrite(object? owner, int field, long site) => Point(site);

    /// <summary>A field, static, captured local, array element or collection is about to be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(object? owner, int field, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Access(operation, owner, field, isWrite: false, site);
        }
    }

    /// <summary>A field, static, captured local, array element or collection is about to be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(object? owner, int field, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Access(operation, owner, field, isWrite: true, site);
        }
    }

    private static void Point(long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }
    }
}
