using System.Collections.Concurrent;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Types of woven assemblies that derive from nothing else: whatever they do, woven code does.</summary>
internal static class WovenTypes
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    public static bool Contains(Type type) => Known.GetOrAdd(type, static type =>
        type.Assembly.IsDefined(typeof(WovenAttribute), inherit: false) && (type.BaseType is not { } above || above == typeof(object) || Contains(above)));
}
