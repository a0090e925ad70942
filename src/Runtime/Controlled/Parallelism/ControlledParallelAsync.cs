using System.Numerics;
using ConcurrencyTrace.Runtime.Controlled.Parallelism;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Parallel"/>'s asynchronous loops to <see cref="ParallelAsyncLoop{T}"/>.</summary>
public static class ControlledParallelAsync
{
    public static Task ForAsync<T>(T fromInclusive, T toExclusive, Func<T, CancellationToken, ValueTask> body, long site)
        where T : notnull, IBinaryInteger<T> =>
        ForAsync(fromInclusive, toExclusive, new ParallelOptions(), body, site);

    public static Task ForAsync<T>(T fromInclusive, T toExclusive, CancellationToken cancellationToken, Func<T, CancellationToken, ValueTask> body, long site)
        where T : notnull, IBinaryInteger<T> =>
        ForAsync(fromInclusive, toExclusive, new ParallelOptions { CancellationToken = cancellationToken }, body, site);

    public static Task ForAsync<T>(T fromInclusive, T toExclusive, ParallelOptions parallelOptions, Func<T, CancellationToken, ValueTask> body, long site)
        where T : notnull, IBinaryInteger<T> =>
        Control.Current is null || fromInclusive is null || toExclusive is null || parallelOptions is null || body is null || fromInclusive >= toExclusive
            ? Parallel.ForAsync(fromInclusive!, toExclusive!, parallelOptions!, body!)
            : ParallelAsyncLoop<T>.Run(SharedItems<T>.Between(fromInclusive, toExclusive), body, parallelOptions, site);

    public static Task ForEachAsync<TSource>(IEnumerable<TSource> source, Func<TSource, CancellationToken, ValueTask> body, long site) =>
        ForEachAsync(source, new ParallelOptions(), body, site);

    public static Task ForEachAsync<TSource>(IEnumerable<TSource> source, CancellationToken cancellationToken, Func<TSource, CancellationToken, ValueTask> body, long site) =>
        ForEachAsync(source, new ParallelOptions { CancellationToken = cancellationToken }, body, site);

    public static Task ForEachAsync<TSource>(IEnumerable<TSource> source, ParallelOptions parallelOptions, Func<TSource, CancellationToken, ValueTask> body, long site) =>
        Control.Current is null || source is null || parallelOptions is null || body is null
            ? Parallel.ForEachAsync(source!, parallelOptions!, body!)
            : ParallelAsyncLoop<TSource>.Run(source, body, parallelOptions, site);

    public static Task ForEachAsync<TSource>(IAsyncEnumerable<TSource> source, Func<TSource, CancellationToken, ValueTask> body, long site) =>
        ForEachAsync(source, new ParallelOptions(), body, site);

    public static Task ForEachAsync<TSource>(IAsyncEnumerable<TSource> source, CancellationToken cancellationToken, Func<TSource, CancellationToken, ValueTask> body, long site) =>
        ForEachAsync(source, new ParallelOptions { CancellationToken = cancellationToken }, body, site);

    public static Task ForEachAsync<TSource>(IAsyncEnumerable<TSource> source, ParallelOptions parallelOptions, Func<TSource, CancellationToken, ValueTask> body, long site) =>
        Control.Current is null || source is null || parallelOptions is null || body is null
            ? Parallel.ForEachAsync(source!, parallelOptions!, body!)
            : ParallelAsyncLoop<TSource>.Run(source, body, parallelOptions, site);
}
