using System.Collections.Frozen;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="FrozenDictionary"/>: items are in an order that is the same in every process. A comparer that a program gives stays.</summary>
public static class ControlledFrozenDictionary
{
    public static FrozenDictionary<TKey, TValue> Create<TKey, TValue>(ReadOnlySpan<KeyValuePair<TKey, TValue>> source, long site)
        where TKey : notnull => FrozenDictionary.Create(KeyComparer<TKey>.OfFrozen(null), source);

    public static FrozenDictionary<TKey, TValue> Create<TKey, TValue>(IEqualityComparer<TKey>? comparer, ReadOnlySpan<KeyValuePair<TKey, TValue>> source, long site)
        where TKey : notnull => FrozenDictionary.Create(KeyComparer<TKey>.OfFrozen(comparer), source);

    public static FrozenDictionary<TKey, TValue> ToFrozenDictionary<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> source, IEqualityComparer<TKey>? comparer, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToFrozenDictionary(KeyComparer<TKey>.OfFrozen(comparer));

    public static FrozenDictionary<TKey, TSource> ToFrozenDictionary<TSource, TKey>(IEnumerable<TSource> source, Func<TSource, TKey> keySelector, IEqualityComparer<TKey>? comparer, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToFrozenDictionary(keySelector, KeyComparer<TKey>.OfFrozen(comparer));

    public static FrozenDictionary<TKey, TElement> ToFrozenDictionary<TSource, TKey, TElement>(
        IEnumerable<TSource> source, Func<TSource, TKey> keySelector, Func<TSource, TElement> elementSelector, IEqualityComparer<TKey>? comparer, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToFrozenDictionary(keySelector, elementSelector, KeyComparer<TKey>.OfFrozen(comparer));

    public static IEqualityComparer<TKey> get_Comparer<TKey, TValue>(FrozenDictionary<TKey, TValue> self, long site)
        where TKey : notnull => KeyComparer<TKey>.Shown(self.Comparer);
}
