using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="LazyInitializer"/>. The lock is taken here, where others who wait for it are seen; what is made under it stays the BCL's business.</summary>
public static class ControlledLazyInitializer
{
    public static T EnsureInitialized<T>(ref T? target, long site)
        where T : class
    {
        Control.Point(site);
        return LazyInitializer.EnsureInitialized(ref target);
    }

    public static T EnsureInitialized<T>(ref T? target, Func<T> valueFactory, long site)
        where T : class
    {
        if (Control.Current is not { } operation || valueFactory is null)
        {
            return LazyInitializer.EnsureInitialized(ref target, valueFactory!);
        }

        operation.Scheduler.Point(operation, site);
        if (Volatile.Read(ref target) is { } existing)
        {
            return existing;
        }

        // Several may make a value; the first to come back publishes its own.
        var made = valueFactory();
        operation.Scheduler.Point(operation, site);
        return LazyInitializer.EnsureInitialized(ref target, () => made);
    }

    public static T EnsureInitialized<T>(ref T? target, ref bool initialized, ref object? syncLock, long site)
    {
        if (!TryLock(ref initialized, ref syncLock, site, out var held))
        {
            return LazyInitializer.EnsureInitialized(ref target, ref initialized, ref syncLock)!;
        }

        try
        {
            return LazyInitializer.EnsureInitialized(ref target, ref initialized, ref syncLock)!;
        }
        finally
        {
            ControlledMonitor.Exit(held, site);
        }
    }

    public static T EnsureInitialized<T>(
        ref T? target, ref bool initialized, ref object? syncLock, Func<T> valueFactory, long site)
    {
        if (!TryLock(ref initialized, ref syncLock, site, out var held))
        {
            return LazyInitializer.EnsureInitialized(ref target, ref initialized, ref syncLock, valueFactory)!;
        }

        try
        {
            return LazyInitializer.EnsureInitialized(ref target, ref initialized, ref syncLock, BeforePublishing(valueFactory, site))!;
        }
        finally
        {
            ControlledMonitor.Exit(held, site);
        }
    }

    public static T EnsureInitialized<T>(ref T? target, ref object? syncLock, Func<T> valueFactory, long site)
        where T : class
    {
        var initialized = Control.IsActive && Volatile.Read(ref target) is not null;
        if (!TryLock(ref initialized, ref syncLock, site, out var held))
        {
            return LazyInitializer.EnsureInitialized(ref target, ref syncLock, valueFactory);
        }

        try
        {
            return LazyInitializer.EnsureInitialized(ref target, ref syncLock, BeforePublishing(valueFactory, site));
        }
        finally
        {
            ControlledMonitor.Exit(held, site);
        }
    }

    /// <returns>False when there is nothing to make, or nothing is under control or observed.</returns>
    private static bool TryLock(ref bool initialized, ref object? syncLock, long site, out object held)
    {
        held = null!;
        if (!Control.IsActive || (Control.Current is null && Control.Observed is null))
        {
            return false;
        }

        Control.Point(site);
        if (Volatile.Read(ref initialized))
        {
            return false;
        }

        held = Volatile.Read(ref syncLock) ?? Interlocked.CompareExchange(ref syncLock, new object(), null) ?? syncLock!;
        ControlledMonitor.Enter(held, site);
        return true;
    }

    // What the factory does is seen by others before its value is.
    private static Func<T> BeforePublishing<T>(Func<T> valueFactory, long site) => valueFactory is null ? valueFactory! : () =>
    {
        var value = valueFactory();
        Control.Point(site);
        return value;
    };
}
