using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ConcurrentDictionary{TKey, TValue}"/>: each call is a scheduling point, and so is each user callback of one, which the original runs outside its locks.</summary>
public static class ControlledConcurrentDictionary
{
    public static bool TryAdd<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, TValue value, long site)
        where TKey : notnull => At.Point(self, site).TryAdd(key, value);

    public static bool ContainsKey<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, long site)
        where TKey : notnull => At.Point(self, site).ContainsKey(key);

    public static bool TryRemove<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, [MaybeNullWhen(false)] out TValue value, long site)
        where TKey : notnull => At.Point(self, site).TryRemove(key, out value);

    public static bool TryRemove<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, KeyValuePair<TKey, TValue> item, long site)
        where TKey : notnull => At.Point(self, site).TryRemove(item);

    public static bool TryGetValue<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, [MaybeNullWhen(false)] out TValue value, long site)
        where TKey : notnull => At.Point(self, site).TryGetValue(key, out value);

    public static bool TryUpdate<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, TValue newValue, TValue comparisonValue, long site)
        where TKey : notnull => At.Point(self, site).TryUpdate(key, newValue, comparisonValue);

    public static TValue get_Item<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, long site)
        where TKey : notnull => At.Point(self, site)[key];

    public static void set_Item<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, TValue value, long site)
        where TKey : notnull => At.Point(self, site)[key] = value;

    public static int get_Count<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => At.Point(self, site).Count;

    public static bool get_IsEmpty<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => At.Point(self, site).IsEmpty;

    public static ICollection<TKey> get_Keys<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => At.Point(self, site).Keys;

    public static ICollection<TValue> get_Values<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => At.Point(self, site).Values;

    public static void Clear<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => At.Point(self, site).Clear();

    public static IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => At.Point(self, site).GetEnumerator();

    public static KeyValuePair<TKey, TValue>[] ToArray<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => At.Point(self, site).ToArray();

    public static TValue GetOrAdd<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, TValue value, long site)
        where TKey : notnull => At.Point(self, site).GetOrAdd(key, value);

    public static TValue GetOrAdd<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, Func<TKey, TValue> valueFactory, long site)
        where TKey : notnull => At.Point(self, site).GetOrAdd(key, At.Callback(valueFactory, site));

    public static TValue GetOrAdd<TKey, TValue, TArg>(
        ConcurrentDictionary<TKey, TValue> self, TKey key, Func<TKey, TArg, TValue> valueFactory, TArg factoryArgument, long site)
        where TKey : notnull
        where TArg : allows ref struct => At.Point(self, site).GetOrAdd(key, valueFactory, factoryArgument);

    public static TValue AddOrUpdate<TKey, TValue, TArg>(
        ConcurrentDictionary<TKey, TValue> self, TKey key, Func<TKey, TArg, TValue> addValueFactory, Func<TKey, TValue, TArg, TValue> updateValueFactory, TArg factoryArgument, long site)
        where TKey : notnull
        where TArg : allows ref struct => At.Point(self, site).AddOrUpdate(key, addValueFactory, updateValueFactory, factoryArgument);

    public static TValue AddOrUpdate<TKey, TValue>(
        ConcurrentDictionary<TKey, TValue> self, TKey key, Func<TKey, TValue> addValueFactory, Func<TKey, TValue, TValue> updateValueFactory, long site)
        where TKey : notnull => At.Point(self, site).AddOrUpdate(key, At.Callback(addValueFactory, site), At.Callback(updateValueFactory, site));

    public static TValue AddOrUpdate<TKey, TValue>(
        ConcurrentDictionary<TKey, TValue> self, TKey key, TValue addValue, Func<TKey, TValue, TValue> updateValueFactory, long site)
        where TKey : notnull => At.Point(self, site).AddOrUpdate(key, addValue, At.Callback(updateValueFactory, site));
}
