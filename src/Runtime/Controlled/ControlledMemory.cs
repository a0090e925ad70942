using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Called before accesses to memory that operations may share.</summary>
public static class ControlledMemory
{
    /// <summary>A volatile field is about to be read.</summary>
    public static void VolatileRead(object? owner, int field, long site) => Point(site);

    /// <summary>A volatile field is about to be written.</summary>
    public static void VolatileWrite(object? owner, int field, long site) => Point(site);

    private static void Point(long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }
    }
}
