using System.Collections.Immutable;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ImmutableDictionary"/>: items are in an order that is the same in every process. A comparer that a program gives stays.</summary>
public static class ControlledImmutableDictionary
{
    /// <summary>Stands in for the field <see cref="ImmutableDictionary{TKey, TValue}.Empty"/>, too.</summary>
    public static ImmutableDictionary<TKey, TValue> Create<TKey, TValue>(long site)
        where TKey : notnull => One<TKey, TValue>.Empty;

    public static ImmutableDictionary<TKey, TValue> Create<TKey, TValue>(IEqualityComparer<TKey>? keyComparer, long site)
        where TKey : notnull => One<TKey, TValue>.Empty.WithComparers(KeyComparer<TKey>.Of(keyComparer));

    public static ImmutableDictionary<TKey, TValue> Create<TKey, TValue>(IEqualityComparer<TKey>? keyComparer, IEqualityComparer<TValue>? valueComparer, long site)
        where TKey : notnull => One<TKey, TValue>.Empty.WithComparers(KeyComparer<TKey>.Of(keyComparer), valueComparer);

    public static ImmutableDictionary<TKey, TValue> CreateRange<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> items, long site)
        where TKey : notnull => ImmutableDictionary.CreateRange(KeyComparer<TKey>.Default, ControlledSource.LookedThrough(items, site));

    public static ImmutableDictionary<TKey, TValue> CreateRange<TKey, TValue>(IEqualityComparer<TKey>? keyComparer, IEnumerable<KeyValuePair<TKey, TValue>> items, long site)
        where TKey : notnull => ImmutableDictionary.CreateRange(KeyComparer<TKey>.Of(keyComparer), ControlledSource.LookedThrough(items, site));

    public static ImmutableDictionary<TKey, TValue> CreateRange<TKey, TValue>(IEqualityComparer<TKey>? keyComparer, IEqualityComparer<TValue>? valueComparer, IEnumerable<KeyValuePair<TKey, TValue>> items, long site)
        where TKey : notnull => ImmutableDictionary.CreateRange(KeyComparer<TKey>.Of(keyComparer), valueComparer, ControlledSource.LookedThrough(items, site));

    public static ImmutableDictionary<TKey, TValue> CreateRangeWithOverwrite<TKey, TValue>(ReadOnlySpan<KeyValuePair<TKey, TValue>> items, long site)
        where TKey : notnull => ImmutableDictionary.CreateRangeWithOverwrite(KeyComparer<TKey>.Default, items);

    public static ImmutableDictionary<TKey, TValue> CreateRangeWithOverwrite<TKey, TValue>(IEqualityComparer<TKey>? keyComparer, ReadOnlySpan<KeyValuePair<TKey, TValue>> items, long site)
        where TKey : notnull => ImmutableDictionary.CreateRangeWithOverwrite(KeyComparer<TKey>.Of(keyComparer), items);

    public static ImmutableDictionary<TKey, TValue>.Builder CreateBuilder<TKey, TValue>(long site)
        where TKey : notnull => ImmutableDictionary.CreateBuilder<TKey, TValue>(KeyComparer<TKey>.Default);

    public static ImmutableDictionary<TKey, TValue>.Builder CreateBuilder<TKey, TValue>(IEqualityComparer<TKey>? keyComparer, long site)
        where TKey : notnull => ImmutableDictionary.CreateBuilder<TKey, TValue>(KeyComparer<TKey>.Of(keyComparer));

    public static ImmutableDictionary<TKey, TValue>.Builder CreateBuilder<TKey, TValue>(IEqualityComparer<TKey>? keyComparer, IEqualityComparer<TValue>? valueComparer, long site)
        where TKey : notnull => ImmutableDictionary.CreateBuilder(KeyComparer<TKey>.Of(keyComparer), valueComparer);

    public static ImmutableDictionary<TKey, TValue> ToImmutableDictionary<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> source, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToImmutableDictionary(KeyComparer<TKey>.Default);

    public static ImmutableDictionary<TKey, TValue> ToImmutableDictionary<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> source, IEqualityComparer<TKey>? keyComparer, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToImmutableDictionary(KeyComparer<TKey>.Of(keyComparer));

    public static ImmutableDictionary<TKey, TValue> ToImmutableDictionary<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> source, IEqualityComparer<TKey>? keyComparer, IEqualityComparer<TValue>? valueComparer, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToImmutableDictionary(KeyComparer<TKey>.Of(keyComparer), valueComparer);

    public static ImmutableDictionary<TKey, TSource> ToImmutableDictionary<TSource, TKey>(IEnumerable<TSource> source, Func<TSource, TKey> keySelector, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToImmutableDictionary(keySelector, KeyComparer<TKey>.Default);

    public static ImmutableDictionary<TKey, TSource> ToImmutableDictionary<TSource, TKey>(IEnumerable<TSource> source, Func<TSource, TKey> keySelector, IEqualityComparer<TKey>? keyComparer, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToImmutableDictionary(keySelector, KeyComparer<TKey>.Of(keyComparer));

    public static ImmutableDictionary<TKey, TValue> ToImmutableDictionary<TSource, TKey, TValue>(IEnumerable<TSource> source, Func<TSource, TKey> keySelector, Func<TSource, TValue> elementSelector, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToImmutableDictionary(keySelector, elementSelector, KeyComparer<TKey>.Default);

    public static ImmutableDictionary<TKey, TValue> ToImmutableDictionary<TSource, TKey, TValue>(IEnumerable<TSource> source, Func<TSource, TKey> keySelector, Func<TSource, TValue> elementSelector, IEqualityComparer<TKey>? keyComparer, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToImmutableDictionary(keySelector, elementSelector, KeyComparer<TKey>.Of(keyComparer));

    public static ImmutableDictionary<TKey, TValue> ToImmutableDictionary<TSource, TKey, TValue>(IEnumerable<TSource> source, Func<TSource, TKey> keySelector, Func<TSource, TValue> elementSelector, IEqualityComparer<TKey>? keyComparer, IEqualityComparer<TValue>? valueComparer, long site)
        where TKey : notnull => ControlledSource.LookedThrough(source, site).ToImmutableDictionary(keySelector, elementSelector, KeyComparer<TKey>.Of(keyComparer), valueComparer);

    public static IEqualityComparer<TKey> get_KeyComparer<TKey, TValue>(ImmutableDictionary<TKey, TValue> self, long site)
        where TKey : notnull => KeyComparer<TKey>.Shown(self.KeyComparer);

    public static ImmutableDictionary<TKey, TValue> WithComparers<TKey, TValue>(ImmutableDictionary<TKey, TValue> self, IEqualityComparer<TKey>? keyComparer, long site)
        where TKey : notnull => self.WithComparers(KeyComparer<TKey>.Of(keyComparer));

    public static ImmutableDictionary<TKey, TValue> WithComparers<TKey, TValue>(ImmutableDictionary<TKey, TValue> self, IEqualityComparer<TKey>? keyComparer, IEqualityComparer<TValue>? valueComparer, long site)
        where TKey : notnull => self.WithComparers(KeyComparer<TKey>.Of(keyComparer), valueComparer);

    // Programs compare with the one that is empty.
    private static class One<TKey, TValue>
        where TKey : notnull
    {
        public static readonly ImmutableDictionary<TKey, TValue> Empty = ImmutableDictionary.Create<TKey, TValue>(KeyComparer<TKey>.Default);
    }
}
