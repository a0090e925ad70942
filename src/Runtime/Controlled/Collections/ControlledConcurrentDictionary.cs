using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ConcurrencyTrace.Runtime.Controlled.Collections;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ConcurrentDictionary{TKey, TValue}"/>: each call is a scheduling point, and so is each user callback of one, which the original runs outside its locks.</summary>
public static class ControlledConcurrentDictionary
{
    public static ConcurrentDictionary<TKey, TValue> New<TKey, TValue>(long site)
        where TKey : notnull => new(Comparer<TKey>(null));

    public static ConcurrentDictionary<TKey, TValue> New<TKey, TValue>(int concurrencyLevel, int capacity, long site)
        where TKey : notnull => new(concurrencyLevel, capacity, Comparer<TKey>(null));

    public static ConcurrentDictionary<TKey, TValue> New<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> collection, long site)
        where TKey : notnull => new(Adding(collection, site), Comparer<TKey>(null));

    public static ConcurrentDictionary<TKey, TValue> New<TKey, TValue>(IEqualityComparer<TKey>? comparer, long site)
        where TKey : notnull => new(Comparer(comparer));

    public static ConcurrentDictionary<TKey, TValue> New<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> collection, IEqualityComparer<TKey>? comparer, long site)
        where TKey : notnull => new(Adding(collection, site), Comparer(comparer));

    public static ConcurrentDictionary<TKey, TValue> New<TKey, TValue>(int concurrencyLevel, IEnumerable<KeyValuePair<TKey, TValue>> collection, IEqualityComparer<TKey>? comparer, long site)
        where TKey : notnull => new(concurrencyLevel, Adding(collection, site), Comparer(comparer));

    public static ConcurrentDictionary<TKey, TValue> New<TKey, TValue>(int concurrencyLevel, int capacity, IEqualityComparer<TKey>? comparer, long site)
        where TKey : notnull => new(concurrencyLevel, capacity, Comparer(comparer));

    public static IEqualityComparer<TKey> get_Comparer<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => KeyComparer<TKey>.Shown(self.Comparer);

    public static bool TryAdd<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, TValue value, long site)
        where TKey : notnull => Adding(self, key, site).TryAdd(key, value);

    public static bool ContainsKey<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, long site)
        where TKey : notnull => Looking(self, key, site).ContainsKey(key);

    public static bool TryRemove<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, [MaybeNullWhen(false)] out TValue value, long site)
        where TKey : notnull => At.Took(At.Point(self, site).TryRemove(key, out value));

    public static bool TryRemove<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, KeyValuePair<TKey, TValue> item, long site)
        where TKey : notnull => At.Took(At.Point(self, site).TryRemove(item));

    public static bool TryGetValue<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, [MaybeNullWhen(false)] out TValue value, long site)
        where TKey : notnull => Looking(self, key, site).TryGetValue(key, out value);

    public static bool TryUpdate<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, TValue newValue, TValue comparisonValue, long site)
        where TKey : notnull => At.Point(self, site).TryUpdate(key, newValue, comparisonValue);

    public static TValue get_Item<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, long site)
        where TKey : notnull => Looking(self, key, site)[key];

    public static void set_Item<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, TValue value, long site)
        where TKey : notnull => Adding(self, key, site)[key] = value;

    public static int get_Count<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => At.Point(self, site).Count;

    public static bool get_IsEmpty<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => At.Point(self, site).IsEmpty;

    public static ICollection<TKey> get_Keys<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => Ordered(At.Point(self, site)) is { } pairs ? new ReadOnlyCollection<TKey>([.. pairs.Select(p => p.Key)]) : self.Keys;

    public static ICollection<TValue> get_Values<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => Ordered(At.Point(self, site)) is { } pairs ? new ReadOnlyCollection<TValue>([.. pairs.Select(p => p.Value)]) : self.Values;

    public static void Clear<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => At.Point(self, site).Clear();

    public static IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => Control.Current is null || self is null ? self!.GetEnumerator() : Enumerate(At.Point(self, site), site);

    public static KeyValuePair<TKey, TValue>[] ToArray<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, long site)
        where TKey : notnull => Ordered(At.Point(self, site)) ?? self.ToArray();

    public static TValue GetOrAdd<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, TValue value, long site)
        where TKey : notnull => LookingOrAdding(self, key, site).GetOrAdd(key, value);

    public static TValue GetOrAdd<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, Func<TKey, TValue> valueFactory, long site)
        where TKey : notnull => LookingOrAdding(self, key, site).GetOrAdd(key, At.Callback(valueFactory, site));

    public static TValue GetOrAdd<TKey, TValue, TArg>(
        ConcurrentDictionary<TKey, TValue> self, TKey key, Func<TKey, TArg, TValue> valueFactory, TArg factoryArgument, long site)
        where TKey : notnull
        where TArg : allows ref struct => LookingOrAdding(self, key, site).GetOrAdd(key, At.Callback(valueFactory, site), factoryArgument);

    public static TValue AddOrUpdate<TKey, TValue, TArg>(
        ConcurrentDictionary<TKey, TValue> self, TKey key, Func<TKey, TArg, TValue> addValueFactory, Func<TKey, TValue, TArg, TValue> updateValueFactory, TArg factoryArgument, long site)
        where TKey : notnull
        where TArg : allows ref struct =>
        Adding(self, key, site).AddOrUpdate(key, At.Callback(addValueFactory, site), At.Callback(updateValueFactory, site), factoryArgument);

    public static TValue AddOrUpdate<TKey, TValue>(
        ConcurrentDictionary<TKey, TValue> self, TKey key, Func<TKey, TValue> addValueFactory, Func<TKey, TValue, TValue> updateValueFactory, long site)
        where TKey : notnull => Adding(self, key, site).AddOrUpdate(key, At.Callback(addValueFactory, site), At.Callback(updateValueFactory, site));

    public static TValue AddOrUpdate<TKey, TValue>(
        ConcurrentDictionary<TKey, TValue> self, TKey key, TValue addValue, Func<TKey, TValue, TValue> updateValueFactory, long site)
        where TKey : notnull => Adding(self, key, site).AddOrUpdate(key, addValue, At.Callback(updateValueFactory, site));

    private static ConcurrentDictionary<TKey, TValue> Adding<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, long site)
        where TKey : notnull
    {
        At.Point(self, site);
        Note(key);
        return self;
    }

    private static ConcurrentDictionary<TKey, TValue> LookingOrAdding<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, long site)
        where TKey : notnull
    {
        Looking(self, key, site);
        Note(key);
        return self;
    }

    // Who looks at one key after another works; who looks at one again and again waits for something.
    private static ConcurrentDictionary<TKey, TValue> Looking<TKey, TValue>(ConcurrentDictionary<TKey, TValue> self, TKey key, long site)
        where TKey : notnull
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site, Identity(key));
        }

        return self;
    }

    // Nothing of the program's is called: its hash codes are its own steps.
    private static int Identity<TKey>(TKey key)
    {
        if (!typeof(TKey).IsValueType)
        {
            return RuntimeHelpers.GetHashCode(key);
        }

        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TKey, byte>(ref key), Unsafe.SizeOf<TKey>()));
        return hash.ToHashCode();
    }

    private static IEnumerable<KeyValuePair<TKey, TValue>> Adding<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> collection, long site)
    {
        var source = ControlledSource.LookedThrough(collection, site);
        return source is null || typeof(TKey).IsValueType || Control.Current is null ? source! : source.Select(static pair =>
        {
            Note(pair.Key);
            return pair;
        });
    }

    private static void Note<TKey>(TKey key)
    {
        if (!typeof(TKey).IsValueType && key is not null && Control.Current is { } operation)
        {
            operation.Scheduler.Keys.Add(key);
        }
    }

    // Objects are in the order in which they became keys; hash codes of tuples have to be the same in every process for an order of theirs to be.
    private static IEqualityComparer<TKey>? Comparer<TKey>(IEqualityComparer<TKey>? given) => typeof(TKey).IsValueType ? KeyComparer<TKey>.Of(given) : given;

    /// <summary>
    /// What is in the dictionary, in an order that is the same in every process; null where there is none. The original's follows from hash codes, which are
    /// not; any order is right.
    /// </summary>
    internal static KeyValuePair<TKey, TValue>[]? Ordered<TKey, TValue>(ConcurrentDictionary<TKey, TValue> map)
        where TKey : notnull
    {
        if (Control.Current is not { } operation || (KeyOrder<TKey>.Comparer ?? (typeof(TKey).IsValueType ? null : (IComparer<TKey>)(object)operation.Scheduler.Keys)) is not { } order)
        {
            return null;
        }

        return [.. map.ToArray().OrderBy(pair => pair.Key, order)];
    }

    // Each step is a scheduling point. What is added meanwhile may or may not be seen, as in the original.
    private static IEnumerator<KeyValuePair<TKey, TValue>> Enumerate<TKey, TValue>(ConcurrentDictionary<TKey, TValue> map, long site)
        where TKey : notnull
    {
        if (Ordered(map) is not { } pairs)
        {
            foreach (var pair in map)
            {
                yield return pair;
                At.Point(map, site);
            }

            yield break;
        }

        foreach (var (key, _) in pairs)
        {
            if (map.TryGetValue(key, out var value))
            {
                yield return new KeyValuePair<TKey, TValue>(key, value);
                At.Point(map, site);
            }
        }
    }
}
