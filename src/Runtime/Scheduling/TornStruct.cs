using System.Reflection;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What others may see of a struct while it is copied: some fields are those of the new value already, and the others not yet.</summary>
/// <typeparam name="T">The struct.</typeparam>
internal static class TornStruct<T>
    where T : struct
{
    private static readonly FieldInfo[] Fields = typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    /// <summary>The old value with the first half of the new one's fields.</summary>
    public static T Of(T old, T value)
    {
        object torn = old;
        foreach (var field in Fields.AsSpan(0, Fields.Length / 2))
        {
            field.SetValue(torn, field.GetValue(value));
        }

        return (T)torn;
    }
}
