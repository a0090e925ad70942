using ConcurrencyTrace.Runtime.Controlled.Plinq;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ParallelEnumerable"/>'s operators whose delegates interleave, to <see cref="QueryStage{TSource, TResult}"/>.</summary>
public static class ControlledParallelOperators
{
    public static ParallelQuery<TResult> Select<TSource, TResult>(ParallelQuery<TSource> source, Func<TSource, TResult> selector, long site) =>
        Queries.Stage<TSource, TResult>(source, selector, (element, _, results) => results.Add(selector(element)), site) ?? source.Select(selector);

    public static ParallelQuery<TResult> Select<TSource, TResult>(ParallelQuery<TSource> source, Func<TSource, int, TResult> selector, long site) =>
        Queries.Stage<TSource, TResult>(source, selector, (element, index, results) => results.Add(selector(element, index)), site) ?? source.Select(selector);

    public static ParallelQuery<TSource> Where<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) =>
        Filter(source, predicate, predicate is null ? null! : (element, _) => predicate(element), site) ?? source.Where(predicate!);

    public static ParallelQuery<TSource> Where<TSource>(ParallelQuery<TSource> source, Func<TSource, int, bool> predicate, long site) =>
        Filter(source, predicate, predicate, site) ?? source.Where(predicate);

    public static ParallelQuery<TResult> SelectMany<TSource, TResult>(ParallelQuery<TSource> source, Func<TSource, IEnumerable<TResult>> selector, long site) =>
        Queries.Stage<TSource, TResult>(source, selector, (element, _, results) => results.AddRange(selector(element)), site) ?? source.SelectMany(selector);

    public static ParallelQuery<TResult> SelectMany<TSource, TResult>(ParallelQuery<TSource> source, Func<TSource, int, IEnumerable<TResult>> selector, long site) =>
        Queries.Stage<TSource, TResult>(source, selector, (element, index, results) => results.AddRange(selector(element, index)), site) ?? source.SelectMany(selector);

    public static ParallelQuery<TResult> SelectMany<TSource, TCollection, TResult>(
        ParallelQuery<TSource> source, Func<TSource, IEnumerable<TCollection>> collectionSelector, Func<TSource, TCollection, TResult> resultSelector, long site) =>
        Queries.Stage<TSource, TResult>(
            source,
            resultSelector is null ? null! : collectionSelector,
            (element, _, results) => results.AddRange(collectionSelector(element).Select(inner => resultSelector!(element, inner))),
            site) ?? source.SelectMany(collectionSelector, resultSelector!);

    public static ParallelQuery<TResult> SelectMany<TSource, TCollection, TResult>(
        ParallelQuery<TSource> source, Func<TSource, int, IEnumerable<TCollection>> collectionSelector, Func<TSource, TCollection, TResult> resultSelector, long site) =>
        Queries.Stage<TSource, TResult>(
            source,
            resultSelector is null ? null! : collectionSelector,
            (element, index, results) => results.AddRange(collectionSelector(element, index).Select(inner => resultSelector!(element, inner))),
            site) ?? source.SelectMany(collectionSelector, resultSelector!);

    public static bool Any<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) => Where(source, predicate, site).Any();

    public static bool All<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) =>
        predicate is null ? source.All(predicate!) : !Where(source, element => !predicate(element), site).Any();

    public static int Count<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) => Where(source, predicate, site).Count();

    public static long LongCount<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) => Where(source, predicate, site).LongCount();

    public static TSource First<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) => Where(source, predicate, site).First();

    public static TSource? FirstOrDefault<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) => Where(source, predicate, site).FirstOrDefault();

    public static TSource Last<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) => Where(source, predicate, site).Last();

    public static TSource? LastOrDefault<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) => Where(source, predicate, site).LastOrDefault();

    public static TSource Single<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) => Where(source, predicate, site).Single();

    public static TSource? SingleOrDefault<TSource>(ParallelQuery<TSource> source, Func<TSource, bool> predicate, long site) => Where(source, predicate, site).SingleOrDefault();

    public static int Sum<TSource>(ParallelQuery<TSource> source, Func<TSource, int> selector, long site) => Select(source, selector, site).Sum();

    public static int? Sum<TSource>(ParallelQuery<TSource> source, Func<TSource, int?> selector, long site) => Select(source, selector, site).Sum();

    public static long Sum<TSource>(ParallelQuery<TSource> source, Func<TSource, long> selector, long site) => Select(source, selector, site).Sum();

    public static long? Sum<TSource>(ParallelQuery<TSource> source, Func<TSource, long?> selector, long site) => Select(source, selector, site).Sum();

    public static float Sum<TSource>(ParallelQuery<TSource> source, Func<TSource, float> selector, long site) => Select(source, selector, site).Sum();

    public static float? Sum<TSource>(ParallelQuery<TSource> source, Func<TSource, float?> selector, long site) => Select(source, selector, site).Sum();

    public static double Sum<TSource>(ParallelQuery<TSource> source, Func<TSource, double> selector, long site) => Select(source, selector, site).Sum();

    public static double? Sum<TSource>(ParallelQuery<TSource> source, Func<TSource, double?> selector, long site) => Select(source, selector, site).Sum();

    public static decimal Sum<TSource>(ParallelQuery<TSource> source, Func<TSource, decimal> selector, long site) => Select(source, selector, site).Sum();

    public static decimal? Sum<TSource>(ParallelQuery<TSource> source, Func<TSource, decimal?> selector, long site) => Select(source, selector, site).Sum();

    public static double Average<TSource>(ParallelQuery<TSource> source, Func<TSource, int> selector, long site) => Select(source, selector, site).Average();

    public static double? Average<TSource>(ParallelQuery<TSource> source, Func<TSource, int?> selector, long site) => Select(source, selector, site).Average();

    public static double Average<TSource>(ParallelQuery<TSource> source, Func<TSource, long> selector, long site) => Select(source, selector, site).Average();

    public static double? Average<TSource>(ParallelQuery<TSource> source, Func<TSource, long?> selector, long site) => Select(source, selector, site).Average();

    public static float Average<TSource>(ParallelQuery<TSource> source, Func<TSource, float> selector, long site) => Select(source, selector, site).Average();

    public static float? Average<TSource>(ParallelQuery<TSource> source, Func<TSource, float?> selector, long site) => Select(source, selector, site).Average();

    public static double Average<TSource>(ParallelQuery<TSource> source, Func<TSource, double> selector, long site) => Select(source, selector, site).Average();

    public static double? Average<TSource>(ParallelQuery<TSource> source, Func<TSource, double?> selector, long site) => Select(source, selector, site).Average();

    public static decimal Average<TSource>(ParallelQuery<TSource> source, Func<TSource, decimal> selector, long site) => Select(source, selector, site).Average();

    public static decimal? Average<TSource>(ParallelQuery<TSource> source, Func<TSource, decimal?> selector, long site) => Select(source, selector, site).Average();

    public static int Min<TSource>(ParallelQuery<TSource> source, Func<TSource, int> selector, long site) => Select(source, selector, site).Min();

    public static int? Min<TSource>(ParallelQuery<TSource> source, Func<TSource, int?> selector, long site) => Select(source, selector, site).Min();

    public static long Min<TSource>(ParallelQuery<TSource> source, Func<TSource, long> selector, long site) => Select(source, selector, site).Min();

    public static long? Min<TSource>(ParallelQuery<TSource> source, Func<TSource, long?> selector, long site) => Select(source, selector, site).Min();

    public static float Min<TSource>(ParallelQuery<TSource> source, Func<TSource, float> selector, long site) => Select(source, selector, site).Min();

    public static float? Min<TSource>(ParallelQuery<TSource> source, Func<TSource, float?> selector, long site) => Select(source, selector, site).Min();

    public static double Min<TSource>(ParallelQuery<TSource> source, Func<TSource, double> selector, long site) => Select(source, selector, site).Min();

    public static double? Min<TSource>(ParallelQuery<TSource> source, Func<TSource, double?> selector, long site) => Select(source, selector, site).Min();

    public static decimal Min<TSource>(ParallelQuery<TSource> source, Func<TSource, decimal> selector, long site) => Select(source, selector, site).Min();

    public static decimal? Min<TSource>(ParallelQuery<TSource> source, Func<TSource, decimal?> selector, long site) => Select(source, selector, site).Min();

    public static int Max<TSource>(ParallelQuery<TSource> source, Func<TSource, int> selector, long site) => Select(source, selector, site).Max();

    public static int? Max<TSource>(ParallelQuery<TSource> source, Func<TSource, int?> selector, long site) => Select(source, selector, site).Max();

    public static long Max<TSource>(ParallelQuery<TSource> source, Func<TSource, long> selector, long site) => Select(source, selector, site).Max();

    public static long? Max<TSource>(ParallelQuery<TSource> source, Func<TSource, long?> selector, long site) => Select(source, selector, site).Max();

    public static float Max<TSource>(ParallelQuery<TSource> source, Func<TSource, float> selector, long site) => Select(source, selector, site).Max();

    public static float? Max<TSource>(ParallelQuery<TSource> source, Func<TSource, float?> selector, long site) => Select(source, selector, site).Max();

    public static double Max<TSource>(ParallelQuery<TSource> source, Func<TSource, double> selector, long site) => Select(source, selector, site).Max();

    public static double? Max<TSource>(ParallelQuery<TSource> source, Func<TSource, double?> selector, long site) => Select(source, selector, site).Max();

    public static decimal Max<TSource>(ParallelQuery<TSource> source, Func<TSource, decimal> selector, long site) => Select(source, selector, site).Max();

    public static decimal? Max<TSource>(ParallelQuery<TSource> source, Func<TSource, decimal?> selector, long site) => Select(source, selector, site).Max();

    public static TResult? Min<TSource, TResult>(ParallelQuery<TSource> source, Func<TSource, TResult> selector, long site) => Select(source, selector, site).Min();

    public static TResult? Max<TSource, TResult>(ParallelQuery<TSource> source, Func<TSource, TResult> selector, long site) => Select(source, selector, site).Max();

    private static ParallelQuery<TSource>? Filter<TSource>(ParallelQuery<TSource> source, Delegate given, Func<TSource, int, bool> predicate, long site) =>
        Queries.Stage<TSource, TSource>(
            source,
            given,
            (element, index, results) =>
            {
                if (predicate(element, index))
                {
                    results.Add(element);
                }
            },
            site);
}
