using System.Collections.Concurrent;
using System.Reflection;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The runtime's own awaiters, by their types as they are met: what they await, for those that are handed on as an interface.</summary>
internal static class BoxedAwaiters
{
    private static readonly ConcurrentDictionary<Type, List<FieldInfo>?> Paths = new();

    /// <summary>The awaited object; null for awaiters that are not the runtime's.</summary>
    public static object? AwaitedBy(object awaiter) =>
        Paths.GetOrAdd(awaiter.GetType(), static type => type.Assembly == typeof(Task).Assembly ? FindPath(type) : null)
            ?.Aggregate((object?)awaiter, static (holder, field) => field.GetValue(holder));

    /// <summary>The fields that lead to what the runtime's awaiters of this type await: m_task of task awaiters, _value._obj of value-task awaiters; null where none do.</summary>
    public static List<FieldInfo>? FindPath(Type type)
    {
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            if (typeof(Task).IsAssignableFrom(field.FieldType) || field.Name == "_obj")
            {
                return [field];
            }

            if (field.Name == "_value" && FindPath(field.FieldType) is { } rest)
            {
                return [field, .. rest];
            }
        }

        return null;
    }
}
