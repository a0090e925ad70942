using System.Collections.Concurrent;
using System.Reflection;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What others may see of a struct while it is copied: some fields are those of the new value already, and the others not yet.</summary>
internal static class TornStruct
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    /// <summary>The old value with one half of the new one's fields.</summary>
    /// <param name="old">What was there.</param>
    /// <param name="value">What is written.</param>
    /// <param name="last">
    /// Whether it is the last half: who reads copies a struct in parts, too, and may have had the first before the write.
    /// </param>
    public static T Of<T>(T old, T value, bool last) => Nullable.GetUnderlyingType(typeof(T)) is not { } type ? (T)Of(typeof(T), old!, value!, last)
        : value is null ? value
        : old is null ? (T)Activator.CreateInstance(type)! // it says first that it has a value
        : (T)Of(type, old, value, last);

    private static object Of(Type type, object old, object value, bool last)
    {
        var fields = Fields.GetOrAdd(type, static type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic));
        if (fields is [{ FieldType: { IsValueType: true, IsPrimitive: false } inner } only])
        {
            if (only.GetValue(old) is { } before && only.GetValue(value) is { } after && Nullable.GetUnderlyingType(inner) is null)
            {
                only.SetValue(old, Of(inner, before, after, last));
            }

            return old;
        }

        var half = (fields.Length + 1) / 2;
        foreach (var field in last ? fields.AsSpan(fields.Length - half) : fields.AsSpan(0, half))
        {
            field.SetValue(old, field.GetValue(value));
        }

        return old;
    }
}
