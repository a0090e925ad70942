using ConcurrencyTrace.Runtime.Controlled.Parallelism;
using ConcurrencyTrace.Runtime.Controlled.Plinq;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ParallelEnumerable"/> that make, set up and run queries: see <see cref="Queries"/>. Operators that are not here run one element after the other.</summary>
public static class ControlledParallelEnumerable
{
    public static ParallelQuery<TSource> AsParallel<TSource>(IEnumerable<TSource> source, long site) => Queries.Begin(ControlledSource.LookedThroughLater(source, site).AsParallel());

    public static ParallelQuery<TSource> AsParallel<TSource>(System.Collections.Concurrent.Partitioner<TSource> source, long site) => Queries.Begin(source.AsParallel());

    public static ParallelQuery AsParallel(System.Collections.IEnumerable source, long site) =>
        source.AsParallel() is ParallelQuery<object> query ? Queries.Begin(query) : source.AsParallel();

    public static ParallelQuery<int> Range(int start, int count, long site) => Queries.Begin(ParallelEnumerable.Range(start, count));

    public static ParallelQuery<TResult> Repeat<TResult>(TResult element, int count, long site) => Queries.Begin(ParallelEnumerable.Repeat(element, count));

    public static ParallelQuery<TSource> AsOrdered<TSource>(ParallelQuery<TSource> source, long site) => Queries.Order(source);

    public static ParallelQuery AsOrdered(ParallelQuery source, long site) =>
        source is ParallelQuery<object> query ? Queries.Order(query, static q => (ParallelQuery<object>)((ParallelQuery)q).AsOrdered()) : source.AsOrdered();

    public static ParallelQuery<TSource> WithDegreeOfParallelism<TSource>(ParallelQuery<TSource> source, int degreeOfParallelism, long site)
    {
        // Refuses what the real call refuses; the query's own degree stays at one.
        if (source is null || Control.Current is null || degreeOfParallelism is < 1 or > 512 || QueryFacts.Of(source) is not { Degree: null } facts)
        {
            return source!.WithDegreeOfParallelism(degreeOfParallelism);
        }

        facts.Degree = degreeOfParallelism;
        return source;
    }

    public static ParallelQuery<TSource> WithCancellation<TSource>(ParallelQuery<TSource> source, CancellationToken cancellationToken, long site)
    {
        var query = source.WithCancellation(cancellationToken);
        if (Control.Current is not null && QueryFacts.Of(source) is { } facts)
        {
            facts.Token = cancellationToken;
        }

        return query;
    }

    public static void ForAll<TSource>(ParallelQuery<TSource> source, Action<TSource> action, long site)
    {
        if (Control.Current is null || source is null || action is null || QueryFacts.Of(source) is not { } facts)
        {
            source!.ForAll(action!);
            return;
        }

        Queries.Run(source, facts, LoopBody.Of(action), site);
    }

    public static TResult Aggregate<TSource, TAccumulate, TResult>(
        ParallelQuery<TSource> source,
        TAccumulate seed,
        Func<TAccumulate, TSource, TAccumulate> updateAccumulatorFunc,
        Func<TAccumulate, TAccumulate, TAccumulate> combineAccumulatorsFunc,
        Func<TAccumulate, TResult> resultSelector,
        long site) =>
        Control.Current is null || source is null || updateAccumulatorFunc is null || combineAccumulatorsFunc is null || resultSelector is null || QueryFacts.Of(source) is null
            ? source!.Aggregate(seed, updateAccumulatorFunc!, combineAccumulatorsFunc!, resultSelector!)
            : Aggregate(source, () => seed, updateAccumulatorFunc, combineAccumulatorsFunc, resultSelector, site);

    public static TResult Aggregate<TSource, TAccumulate, TResult>(
        ParallelQuery<TSource> source,
        Func<TAccumulate> seedFactory,
        Func<TAccumulate, TSource, TAccumulate> updateAccumulatorFunc,
        Func<TAccumulate, TAccumulate, TAccumulate> combineAccumulatorsFunc,
        Func<TAccumulate, TResult> resultSelector,
        long site)
    {
        if (Control.Current is null || source is null || seedFactory is null || updateAccumulatorFunc is null || combineAccumulatorsFunc is null
            || resultSelector is null || QueryFacts.Of(source) is not { } facts)
        {
            return source!.Aggregate(seedFactory!, updateAccumulatorFunc!, combineAccumulatorsFunc!, resultSelector!);
        }

        // A worker is a partition, with an accumulator of its own.
        var parts = new List<TAccumulate>();
        Queries.Run(source, facts, new LoopBody<TSource, TAccumulate>(seedFactory, (item, _, _, local) => updateAccumulatorFunc(local, item), parts.Add), site);
        return resultSelector(parts.Aggregate(combineAccumulatorsFunc));
    }
}
