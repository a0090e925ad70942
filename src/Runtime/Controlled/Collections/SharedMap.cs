using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ConcurrencyTrace.Runtime.Controlled.Collections;

/// <summary>A concurrent dictionary in the hands of code that is not woven: counting, copying and each step of an enumeration are calls of their own.</summary>
/// <typeparam name="TKey">The keys.</typeparam>
/// <typeparam name="TValue">The values.</typeparam>
/// <param name="map">The dictionary.</param>
/// <param name="site">Where it is handed over.</param>
internal sealed class SharedMap<TKey, TValue>(ConcurrentDictionary<TKey, TValue> map, long site) : IDictionary<TKey, TValue>, IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    private readonly IDictionary<TKey, TValue> pairs = map;

    public int Count => ControlledConcurrentDictionary.get_Count(map, site);

    public bool IsReadOnly => pairs.IsReadOnly;

    public ICollection<TKey> Keys => ControlledConcurrentDictionary.get_Keys(map, site);

    public ICollection<TValue> Values => ControlledConcurrentDictionary.get_Values(map, site);

    IEnumerable<TKey> IReadOnlyDictionary<TKey, TValue>.Keys => Keys;

    IEnumerable<TValue> IReadOnlyDictionary<TKey, TValue>.Values => Values;

    public TValue this[TKey key]
    {
        get => ControlledConcurrentDictionary.get_Item(map, key, site);
        set => ControlledConcurrentDictionary.set_Item(map, key, value, site);
    }

    public void Add(TKey key, TValue value) => At.Point(pairs, site).Add(key, value);

    public void Add(KeyValuePair<TKey, TValue> item) => At.Point(pairs, site).Add(item);

    public void Clear() => At.Point(pairs, site).Clear();

    public bool Contains(KeyValuePair<TKey, TValue> item) => At.Point(pairs, site).Contains(item);

    public bool ContainsKey(TKey key) => At.Point(pairs, site).ContainsKey(key);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        // The original checks the arguments, and copies in an order of its own.
        At.Point(pairs, site).CopyTo(array, arrayIndex);
        (ControlledConcurrentDictionary.Ordered(map) ?? []).CopyTo(array, arrayIndex);
    }

    public bool Remove(TKey key) => At.Point(pairs, site).Remove(key);

    public bool Remove(KeyValuePair<TKey, TValue> item) => At.Point(pairs, site).Remove(item);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => At.Point(pairs, site).TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => ControlledConcurrentDictionary.GetEnumerator(map, site);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
