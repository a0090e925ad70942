using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="Parallel"/>. Under control each iteration, up to the degree of parallelism at a time, is an operation:
/// any grouping of iterations that the BCL may choose is one of these interleavings. Overloads with a loop state stay the BCL's.
/// </summary>
public static class ControlledParallel
{
    // Without a limit of the user's: more operations at once would only make schedules longer.
    private const int DefaultDegree = 4;

    private static readonly ParallelLoopResult Completed = Parallel.For(0, 0, static _ => { });

    public static void Invoke(Action[] actions, long site) => Invoke(new ParallelOptions(), actions, site);

    public static void Invoke(ParallelOptions parallelOptions, Action[] actions, long site)
    {
        if (Control.Current is null || parallelOptions is null || actions is null || Array.IndexOf(actions, null) >= 0)
        {
            Parallel.Invoke(parallelOptions!, actions!);
            return;
        }

        Run(actions, static action => action(), parallelOptions, site);
    }

    public static ParallelLoopResult For(int fromInclusive, int toExclusive, Action<int> body, long site) =>
        For(fromInclusive, toExclusive, new ParallelOptions(), body, site);

    public static ParallelLoopResult For(int fromInclusive, int toExclusive, ParallelOptions parallelOptions, Action<int> body, long site) =>
        Control.Current is null || parallelOptions is null || body is null
            ? Parallel.For(fromInclusive, toExclusive, parallelOptions!, body!)
            : Run(Enumerable.Range(fromInclusive, Math.Max(0, toExclusive - fromInclusive)), body, parallelOptions, site);

    public static ParallelLoopResult For(long fromInclusive, long toExclusive, Action<long> body, long site) =>
        For(fromInclusive, toExclusive, new ParallelOptions(), body, site);

    public static ParallelLoopResult For(long fromInclusive, long toExclusive, ParallelOptions parallelOptions, Action<long> body, long site) =>
        Control.Current is null || parallelOptions is null || body is null
            ? Parallel.For(fromInclusive, toExclusive, parallelOptions!, body!)
            : Run(Range(fromInclusive, toExclusive), body, parallelOptions, site);

    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, Action<TSource> body, long site) =>
        ForEach(source, new ParallelOptions(), body, site);

    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, ParallelOptions parallelOptions, Action<TSource> body, long site) =>
        Control.Current is null || source is null || parallelOptions is null || body is null
            ? Parallel.ForEach(source!, parallelOptions!, body!)
            : Run(source, body, parallelOptions, site);

    public static Task ForEachAsync<TSource>(IEnumerable<TSource> source, Func<TSource, CancellationToken, ValueTask> body, long site) =>
        ForEachAsync(source, new ParallelOptions(), body, site);

    public static Task ForEachAsync<TSource>(IEnumerable<TSource> source, CancellationToken cancellationToken, Func<TSource, CancellationToken, ValueTask> body, long site) =>
        ForEachAsync(source, new ParallelOptions { CancellationToken = cancellationToken }, body, site);

    public static Task ForEachAsync<TSource>(IEnumerable<TSource> source, ParallelOptions parallelOptions, Func<TSource, CancellationToken, ValueTask> body, long site) =>
        Control.Current is null || source is null || parallelOptions is null || body is null
            ? Parallel.ForEachAsync(source!, parallelOptions!, body!)
            : RunAsync(source, body, parallelOptions, site);

    private static IEnumerable<long> Range(long from, long to)
    {
        for (var i = from; i < to; i++)
        {
            yield return i;
        }
    }

    private static int DegreeOf<T>(ParallelOptions options, IEnumerable<T> source)
    {
        var degree = options.MaxDegreeOfParallelism > 0 ? options.MaxDegreeOfParallelism : DefaultDegree;
        return source.TryGetNonEnumeratedCount(out var count) ? Math.Min(degree, count) : degree;
    }

    private static ParallelLoopResult Run<T>(IEnumerable<T> source, Action<T> body, ParallelOptions options, long site)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        using var items = source.GetEnumerator();
        var errors = new List<Exception>();
        var workers = new List<Task>();
        for (var i = 0; i < DegreeOf(options, source); i++)
        {
            workers.Add(ControlledTaskRun.Run(Loop, site));
        }

        ControlledTaskCombinators.WaitAll([.. workers], site);
        if (errors.Count > 0)
        {
            throw new AggregateException(errors);
        }

        options.CancellationToken.ThrowIfCancellationRequested();
        return Completed;

        void Loop()
        {
            // Taking the next item is one step; between items others may run.
            while (errors.Count == 0 && !options.CancellationToken.IsCancellationRequested && items.MoveNext())
            {
                var item = items.Current;
                try
                {
                    body(item);
                }
                catch (Exception e) when (e is not OperationAbortedException)
                {
                    errors.Add(e);
                }

                At.Point(0, site);
            }
        }
    }

    private static async Task RunAsync<T>(IEnumerable<T> source, Func<T, CancellationToken, ValueTask> body, ParallelOptions options, long site)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        using var items = source.GetEnumerator();
        var errors = new List<Exception>();
        var workers = new List<Task>();
        for (var i = 0; i < DegreeOf(options, source); i++)
        {
            workers.Add(ControlledTaskRun.Run(Loop, site));
        }

        await ControlledAwait.Task(ControlledTaskCombinators.WhenAll(workers.ToArray(), site));
        if (errors.Count > 0)
        {
            await Task.FromException(errors.Count == 1 ? errors[0] : new AggregateException(errors));
        }

        options.CancellationToken.ThrowIfCancellationRequested();

        async Task Loop()
        {
            while (!stop.IsCancellationRequested && items.MoveNext())
            {
                try
                {
                    await ControlledAwait.Task(body(items.Current, stop.Token));
                }
                catch (Exception e) when (e is not OperationAbortedException)
                {
                    errors.Add(e);
                    stop.Cancel();
                }

                At.Point(0, site);
            }
        }
    }
}
