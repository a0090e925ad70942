using System.Collections.Immutable;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ImmutableHashSet"/>: items are in an order that is the same in every process. A comparer that a program gives stays.</summary>
public static class ControlledImmutableHashSet
{
    /// <summary>Stands in for the field <see cref="ImmutableHashSet{T}.Empty"/>, too.</summary>
    public static ImmutableHashSet<T> Create<T>(long site) => One<T>.Empty;

    public static ImmutableHashSet<T> Create<T>(IEqualityComparer<T>? equalityComparer, long site) =>
        One<T>.Empty.WithComparer(KeyComparer<T>.Of(equalityComparer));

    public static ImmutableHashSet<T> Create<T>(T item, long site) => ImmutableHashSet.Create(KeyComparer<T>.Default, item);

    public static ImmutableHashSet<T> Create<T>(IEqualityComparer<T>? equalityComparer, T item, long site) => ImmutableHashSet.Create(KeyComparer<T>.Of(equalityComparer), item);

    public static ImmutableHashSet<T> Create<T>(T[] items, long site) => ImmutableHashSet.Create(KeyComparer<T>.Default, items);

    public static ImmutableHashSet<T> Create<T>(IEqualityComparer<T>? equalityComparer, T[] items, long site) => ImmutableHashSet.Create(KeyComparer<T>.Of(equalityComparer), items);

    public static ImmutableHashSet<T> Create<T>(ReadOnlySpan<T> items, long site) => ImmutableHashSet.Create(KeyComparer<T>.Default, items);

    public static ImmutableHashSet<T> Create<T>(IEqualityComparer<T>? equalityComparer, ReadOnlySpan<T> items, long site) => ImmutableHashSet.Create(KeyComparer<T>.Of(equalityComparer), items);

    public static ImmutableHashSet<T> CreateRange<T>(IEnumerable<T> items, long site) => ImmutableHashSet.CreateRange(KeyComparer<T>.Default, ControlledSource.LookedThrough(items, site));

    public static ImmutableHashSet<T> CreateRange<T>(IEqualityComparer<T>? equalityComparer, IEnumerable<T> items, long site) =>
        ImmutableHashSet.CreateRange(KeyComparer<T>.Of(equalityComparer), ControlledSource.LookedThrough(items, site));

    public static ImmutableHashSet<T>.Builder CreateBuilder<T>(long site) => ImmutableHashSet.CreateBuilder(KeyComparer<T>.Default);

    public static ImmutableHashSet<T>.Builder CreateBuilder<T>(IEqualityComparer<T>? equalityComparer, long site) => ImmutableHashSet.CreateBuilder(KeyComparer<T>.Of(equalityComparer));

    public static ImmutableHashSet<T> ToImmutableHashSet<T>(IEnumerable<T> source, long site) => ControlledSource.LookedThrough(source, site).ToImmutableHashSet(KeyComparer<T>.Default);

    public static ImmutableHashSet<T> ToImmutableHashSet<T>(IEnumerable<T> source, IEqualityComparer<T>? equalityComparer, long site) => ControlledSource.LookedThrough(source, site).ToImmutableHashSet(KeyComparer<T>.Of(equalityComparer));

    public static IEqualityComparer<T> get_KeyComparer<T>(ImmutableHashSet<T> self, long site) => KeyComparer<T>.Shown(self.KeyComparer);

    public static ImmutableHashSet<T> WithComparer<T>(ImmutableHashSet<T> self, IEqualityComparer<T>? equalityComparer, long site) => self.WithComparer(KeyComparer<T>.Of(equalityComparer));

    // Programs compare with the one that is empty.
    private static class One<T>
    {
        public static readonly ImmutableHashSet<T> Empty = ImmutableHashSet.Create(KeyComparer<T>.Default);
    }
}
