namespace ConcurrencyTrace.Runtime.Controlled.Collections;

/// <summary>An order of keys that is the same in every process, where their type has one: hash codes of strings and objects are not.</summary>
/// <typeparam name="TKey">The keys.</typeparam>
internal static class KeyOrder<TKey>
{
    /// <summary>The order; null where there is none.</summary>
    public static IComparer<TKey>? Comparer { get; } =
        typeof(TKey) == typeof(string) ? (IComparer<TKey>)(object)StringComparer.Ordinal
        : typeof(TKey) is { IsValueType: true, IsGenericType: false } type && (type.IsEnum || type.Namespace == nameof(System)) && typeof(IComparable).IsAssignableFrom(type)
            ? Comparer<TKey>.Default
            : null;
}
