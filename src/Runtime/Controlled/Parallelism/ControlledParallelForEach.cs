using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Controlled.Parallelism;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Parallel"/>'s loops over sequences and partitioners.</summary>
public static class ControlledParallelForEach
{
    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, Action<TSource> body, long site) =>
        ForEach(source, new ParallelOptions(), body, site);

    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, ParallelOptions parallelOptions, Action<TSource> body, long site) =>
        Control.Current is null || source is null || parallelOptions is null || body is null
            ? Parallel.ForEach(source!, parallelOptions!, body!)
            : ParallelLoop.Run(source, parallelOptions, LoopBody.Of(body), site);

    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, Action<TSource, ParallelLoopState> body, long site) =>
        ForEach(source, new ParallelOptions(), body, site);

    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, ParallelOptions parallelOptions, Action<TSource, ParallelLoopState> body, long site) =>
        Control.Current is null || source is null || parallelOptions is null || body is null
            ? Parallel.ForEach(source!, parallelOptions!, body!)
            : ParallelLoop.Run(source, parallelOptions, LoopBody.Of(body), site);

    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, Action<TSource, ParallelLoopState, long> body, long site) =>
        ForEach(source, new ParallelOptions(), body, site);

    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, ParallelOptions parallelOptions, Action<TSource, ParallelLoopState, long> body, long site) =>
        Control.Current is null || source is null || parallelOptions is null || body is null
            ? Parallel.ForEach(source!, parallelOptions!, body!)
            : ParallelLoop.Run(source, parallelOptions, LoopBody.Of(body), site);

    public static ParallelLoopResult ForEach<TSource, TLocal>(
        IEnumerable<TSource> source, Func<TLocal> localInit, Func<TSource, ParallelLoopState, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        ForEach(source, new ParallelOptions(), localInit, body, localFinally, site);

    public static ParallelLoopResult ForEach<TSource, TLocal>(
        IEnumerable<TSource> source, ParallelOptions parallelOptions, Func<TLocal> localInit, Func<TSource, ParallelLoopState, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        Control.Current is null || source is null || parallelOptions is null || localInit is null || body is null || localFinally is null
            ? Parallel.ForEach(source!, parallelOptions!, localInit!, body!, localFinally!)
            : ParallelLoop.Run(source, parallelOptions, LoopBody.Of(localInit, body, localFinally), site);

    public static ParallelLoopResult ForEach<TSource, TLocal>(
        IEnumerable<TSource> source, Func<TLocal> localInit, Func<TSource, ParallelLoopState, long, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        ForEach(source, new ParallelOptions(), localInit, body, localFinally, site);

    public static ParallelLoopResult ForEach<TSource, TLocal>(
        IEnumerable<TSource> source, ParallelOptions parallelOptions, Func<TLocal> localInit, Func<TSource, ParallelLoopState, long, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        Control.Current is null || source is null || parallelOptions is null || localInit is null || body is null || localFinally is null
            ? Parallel.ForEach(source!, parallelOptions!, localInit!, body!, localFinally!)
            : ParallelLoop.Run(source, parallelOptions, new LoopBody<TSource, TLocal>(localInit, body, localFinally), site);

    public static ParallelLoopResult ForEach<TSource>(Partitioner<TSource> source, Action<TSource> body, long site) =>
        ForEach(source, new ParallelOptions(), body, site);

    public static ParallelLoopResult ForEach<TSource>(Partitioner<TSource> source, ParallelOptions parallelOptions, Action<TSource> body, long site) =>
        Control.Current is null || source is not { SupportsDynamicPartitions: true } || parallelOptions is null || body is null
            ? Parallel.ForEach(source!, parallelOptions!, body!)
            : Run(source, parallelOptions, LoopBody.Of(body), site);

    public static ParallelLoopResult ForEach<TSource>(Partitioner<TSource> source, Action<TSource, ParallelLoopState> body, long site) =>
        ForEach(source, new ParallelOptions(), body, site);

    public static ParallelLoopResult ForEach<TSource>(Partitioner<TSource> source, ParallelOptions parallelOptions, Action<TSource, ParallelLoopState> body, long site) =>
        Control.Current is null || source is not { SupportsDynamicPartitions: true } || parallelOptions is null || body is null
            ? Parallel.ForEach(source!, parallelOptions!, body!)
            : Run(source, parallelOptions, LoopBody.Of(body), site);

    public static ParallelLoopResult ForEach<TSource, TLocal>(
        Partitioner<TSource> source, Func<TLocal> localInit, Func<TSource, ParallelLoopState, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        ForEach(source, new ParallelOptions(), localInit, body, localFinally, site);

    public static ParallelLoopResult ForEach<TSource, TLocal>(
        Partitioner<TSource> source, ParallelOptions parallelOptions, Func<TLocal> localInit, Func<TSource, ParallelLoopState, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        Control.Current is null || source is not { SupportsDynamicPartitions: true } || parallelOptions is null || localInit is null || body is null || localFinally is null
            ? Parallel.ForEach(source!, parallelOptions!, localInit!, body!, localFinally!)
            : Run(source, parallelOptions, LoopBody.Of(localInit, body, localFinally), site);

    public static ParallelLoopResult ForEach<TSource>(OrderablePartitioner<TSource> source, Action<TSource, ParallelLoopState, long> body, long site) =>
        ForEach(source, new ParallelOptions(), body, site);

    public static ParallelLoopResult ForEach<TSource>(OrderablePartitioner<TSource> source, ParallelOptions parallelOptions, Action<TSource, ParallelLoopState, long> body, long site) =>
        Control.Current is null || source is not { SupportsDynamicPartitions: true, KeysNormalized: true } || parallelOptions is null || body is null
            ? Parallel.ForEach(source!, parallelOptions!, body!)
            : Run(source, parallelOptions, LoopBody.Of(body), site);

    public static ParallelLoopResult ForEach<TSource, TLocal>(
        OrderablePartitioner<TSource> source, Func<TLocal> localInit, Func<TSource, ParallelLoopState, long, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        ForEach(source, new ParallelOptions(), localInit, body, localFinally, site);

    public static ParallelLoopResult ForEach<TSource, TLocal>(
        OrderablePartitioner<TSource> source, ParallelOptions parallelOptions, Func<TLocal> localInit, Func<TSource, ParallelLoopState, long, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        Control.Current is null || source is not { SupportsDynamicPartitions: true, KeysNormalized: true } || parallelOptions is null || localInit is null || body is null || localFinally is null
            ? Parallel.ForEach(source!, parallelOptions!, localInit!, body!, localFinally!)
            : Run(source, parallelOptions, new LoopBody<TSource, TLocal>(localInit, body, localFinally), site);

    private static ParallelLoopResult Run<TSource, TLocal>(Partitioner<TSource> source, ParallelOptions options, LoopBody<TSource, TLocal> body, long site)
    {
        IEnumerable<KeyValuePair<long, TSource>>? keyed = null;
        IEnumerable<TSource>? plain = null;
        if (source is OrderablePartitioner<TSource> orderable)
        {
            keyed = orderable.GetOrderableDynamicPartitions()
                ?? throw new InvalidOperationException("Dynamic Partitions returned null.");
        }
        else
        {
            plain = source.GetDynamicPartitions() ?? throw new InvalidOperationException("Dynamic Partitions returned null.");
        }

        using (keyed as IDisposable ?? plain as IDisposable)
        {
            return new ParallelLoop<TSource, TLocal>(body, options, site).Run(
                keyed is not null ? keyed.GetEnumerator : () => Unkeyed(plain!.GetEnumerator()),
                int.MaxValue);
        }
    }

    private static IEnumerator<KeyValuePair<long, TSource>> Unkeyed<TSource>(IEnumerator<TSource> items)
    {
        using (items)
        {
            while (items.MoveNext())
            {
                yield return new KeyValuePair<long, TSource>(-1, items.Current);
            }
        }
    }
}
