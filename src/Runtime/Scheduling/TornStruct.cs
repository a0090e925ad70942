using System.Collections.Concurrent;
using System.Reflection;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What others may see of a struct while it is copied: some fields are those of the new value already, and the others not yet.</summary>
internal static class TornStruct
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    /// <summary>The old value with the first half of the new one's fields.</summary>
    public static T Of<T>(T old, T value) => Nullable.GetUnderlyingType(typeof(T)) is not { } type ? (T)Of(typeof(T), old!, value!)
        : value is null ? value
        : old is null ? (T)Activator.CreateInstance(type)! // it says first that it has a value
        : (T)Of(type, old, value);

    private static object Of(Type type, object old, object value)
    {
        var fields = Fields.GetOrAdd(type, static type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic));
        if (fields is [{ FieldType: { IsValueType: true, IsPrimitive: false } inner } only])
        {
            if (only.GetValue(old) is { } before && only.GetValue(value) is { } after && Nullable.GetUnderlyingType(inner) is null)
            {
                only.SetValue(old, Of(inner, before, after));
            }

            return old;
        }

        foreach (var field in fields.AsSpan(0, (fields.Length + 1) / 2))
        {
            field.SetValue(old, field.GetValue(value));
        }

        return old;
    }
}
