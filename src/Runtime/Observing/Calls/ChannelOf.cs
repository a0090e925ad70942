using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>Looks into channels and collections of the runtime for what their ends have in common.</summary>
internal static class ChannelOf
{
    private static readonly ConcurrentDictionary<Type, FieldInfo?> Parents = new();
    private static readonly ConcurrentDictionary<Type, PropertyInfo?> Capacities = new();

    /// <summary>The channel that a reader or writer belongs to; the end itself where it is nobody's known.</summary>
    public static object End(object end) =>
        Parents.GetOrAdd(end.GetType(), static type => type.GetField("_parent", BindingFlags.Instance | BindingFlags.NonPublic))?.GetValue(end) ?? end;

    /// <summary>How many items a blocking collection takes; negative when any number.</summary>
    public static int Capacity(ICollection collection) =>
        (int)(Capacities.GetOrAdd(collection.GetType(), static type => type.GetProperty("BoundedCapacity"))?.GetValue(collection) ?? -1);
}
