using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ThreadLocal{T}"/>: each operation has a value of its own, but one may look at those of all, or dispose of it for all.</summary>
public static class ControlledThreadLocal
{
    public static T get_Value<T>(ThreadLocal<T> self, long site)
    {
        Control.Use(self, changes: false, site);
        return self.Value!;
    }

    public static void set_Value<T>(ThreadLocal<T> self, T value, long site)
    {
        Control.Use(self, changes: false, site);
        self.Value = value;
    }

    public static bool get_IsValueCreated<T>(ThreadLocal<T> self, long site)
    {
        Control.Use(self, changes: false, site);
        return self.IsValueCreated;
    }

    public static IList<T> get_Values<T>(ThreadLocal<T> self, long site)
    {
        Control.Use(self, changes: true, site);
        return self.Values;
    }

    public static void Dispose<T>(ThreadLocal<T> self, long site)
    {
        Control.Use(self, changes: true, site);
        self.Dispose();
    }
}
