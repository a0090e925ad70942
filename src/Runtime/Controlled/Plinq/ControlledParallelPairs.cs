using ConcurrencyTrace.Runtime.Controlled.Plinq;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of the operators of <see cref="ParallelEnumerable"/> with two sources, of which the runtime takes only one that has a degree of parallelism.</summary>
public static class ControlledParallelPairs
{
    public static ParallelQuery<TSource> Concat<TSource>(
        ParallelQuery<TSource> first, ParallelQuery<TSource> second, long site) =>
        first.Concat(Queries.Second(second));

    public static ParallelQuery<TSource> Except<TSource>(
        ParallelQuery<TSource> first, ParallelQuery<TSource> second, long site) =>
        first.Except(Queries.Second(second));

    public static ParallelQuery<TSource> Except<TSource>(
        ParallelQuery<TSource> first, ParallelQuery<TSource> second, IEqualityComparer<TSource>? comparer, long site) =>
        first.Except(Queries.Second(second), comparer);

    public static ParallelQuery<TSource> Intersect<TSource>(
        ParallelQuery<TSource> first, ParallelQuery<TSource> second, long site) =>
        first.Intersect(Queries.Second(second));

    public static ParallelQuery<TSource> Intersect<TSource>(
        ParallelQuery<TSource> first, ParallelQuery<TSource> second, IEqualityComparer<TSource>? comparer, long site) =>
        first.Intersect(Queries.Second(second), comparer);

    public static ParallelQuery<TSource> Union<TSource>(
        ParallelQuery<TSource> first, ParallelQuery<TSource> second, long site) =>
        first.Union(Queries.Second(second));

    public static ParallelQuery<TSource> Union<TSource>(
        ParallelQuery<TSource> first, ParallelQuery<TSource> second, IEqualityComparer<TSource>? comparer, long site) =>
        first.Union(Queries.Second(second), comparer);

    public static bool SequenceEqual<TSource>(
        ParallelQuery<TSource> first, ParallelQuery<TSource> second, long site) =>
        first.SequenceEqual(Queries.Second(second));

    public static bool SequenceEqual<TSource>(
        ParallelQuery<TSource> first, ParallelQuery<TSource> second, IEqualityComparer<TSource>? comparer, long site) =>
        first.SequenceEqual(Queries.Second(second), comparer);

    public static ParallelQuery<TResult> Zip<TFirst, TSecond, TResult>(
        ParallelQuery<TFirst> first, ParallelQuery<TSecond> second, Func<TFirst, TSecond, TResult> resultSelector, long site) =>
        first.Zip(Queries.Second(second), resultSelector);

    public static ParallelQuery<TResult> Join<TOuter, TInner, TKey, TResult>(
        ParallelQuery<TOuter> first, ParallelQuery<TInner> second, Func<TOuter, TKey> outerKeySelector, Func<TInner, TKey> innerKeySelector, Func<TOuter, TInner, TResult> resultSelector, long site) =>
        first.Join(Queries.Second(second), outerKeySelector, innerKeySelector, resultSelector);

    public static ParallelQuery<TResult> Join<TOuter, TInner, TKey, TResult>(
        ParallelQuery<TOuter> first, ParallelQuery<TInner> second, Func<TOuter, TKey> outerKeySelector, Func<TInner, TKey> innerKeySelector, Func<TOuter, TInner, TResult> resultSelector, IEqualityComparer<TKey>? comparer, long site) =>
        first.Join(Queries.Second(second), outerKeySelector, innerKeySelector, resultSelector, comparer);

    public static ParallelQuery<TResult> GroupJoin<TOuter, TInner, TKey, TResult>(
        ParallelQuery<TOuter> first, ParallelQuery<TInner> second, Func<TOuter, TKey> outerKeySelector, Func<TInner, TKey> innerKeySelector, Func<TOuter, IEnumerable<TInner>, TResult> resultSelector, long site) =>
        first.GroupJoin(Queries.Second(second), outerKeySelector, innerKeySelector, resultSelector);

    public static ParallelQuery<TResult> GroupJoin<TOuter, TInner, TKey, TResult>(
        ParallelQuery<TOuter> first, ParallelQuery<TInner> second, Func<TOuter, TKey> outerKeySelector, Func<TInner, TKey> innerKeySelector, Func<TOuter, IEnumerable<TInner>, TResult> resultSelector, IEqualityComparer<TKey>? comparer, long site) =>
        first.GroupJoin(Queries.Second(second), outerKeySelector, innerKeySelector, resultSelector, comparer);
}
