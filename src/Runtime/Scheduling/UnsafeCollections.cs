using System.Collections.Concurrent;
using System.Text;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The platform's collections that several threads must not use at once when one of them writes.</summary>
internal static class UnsafeCollections
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>Whether the type is one of them, or derives from one.</summary>
    public static bool Contains(Type type) => Known.GetOrAdd(type, static type => IsUnsafe(type));

    // The namespace has nothing that is safe; arrays and what users write have their own rules.
    private static bool IsUnsafe(Type? type) => type is not null
        && (type == typeof(StringBuilder)
            || (type.IsClass && type.Namespace == typeof(List<>).Namespace && type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal))
            || IsUnsafe(type.BaseType));
}
