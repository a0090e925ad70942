using ConcurrencyTrace.Runtime.Controlled.Parallelism;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Plinq;

/// <summary>
/// Parallel queries under control. The runtime's own query runs at a degree of one, where it neither blocks nor uses the thread pool; the operators whose
/// delegates are to interleave are <see cref="QueryStage{TSource, TResult}"/>s between its parts.
/// </summary>
internal static class Queries
{
    /// <summary>A query as the program made it from a source.</summary>
    public static ParallelQuery<T> Begin<T>(ParallelQuery<T> query)
    {
        if (Control.Current is null || query is null)
        {
            return query!;
        }

        var facts = new QueryFacts { Source = query };
        var given = facts.NoteFor(query.WithDegreeOfParallelism(1));
        facts.Given = given;
        return given;
    }

    /// <summary>A query that keeps the order of its source; the real call takes none that has a degree already.</summary>
    public static ParallelQuery<T> Order<T>(ParallelQuery<T> query) => Order(query, static q => q.AsOrdered());

    /// <summary>Keeps the order, by the original that fits the query.</summary>
    public static ParallelQuery<T> Order<T>(ParallelQuery<T> query, Func<ParallelQuery<T>, ParallelQuery<T>> original) =>
        Control.Current is not null && query is not null && QueryFacts.Of(query) is { Source: ParallelQuery<T> source } facts && facts.Given == query
            ? facts.NoteFor(original(source).WithDegreeOfParallelism(1))
            : original(query!);

    /// <summary>The second source of an operator that has two: only one of them may have a degree.</summary>
    public static ParallelQuery<T> Second<T>(ParallelQuery<T> query)
    {
        if (Control.Current is null || query is null || QueryFacts.Of(query) is null)
        {
            return query!;
        }

        var inner = query.AsEnumerable().AsParallel();
        return QueryFacts.IsOrdered(query) ? inner.AsOrdered() : inner;
    }

    /// <summary>Adds a stage; null when nothing is under control, or the real call is to refuse the arguments.</summary>
    public static ParallelQuery<TResult>? Stage<TSource, TResult>(
        ParallelQuery<TSource> source, Delegate function, Action<TSource, int, List<TResult>> evaluate, long site)
    {
        if (Control.Current is null || source is null || function is null || QueryFacts.Of(source) is not { } facts)
        {
            return null;
        }

        var isOrdered = QueryFacts.IsOrdered(source);
        var stage = new QueryStage<TSource, TResult>(source, facts, isOrdered, evaluate, site);
        var query = isOrdered ? stage.AsParallel().AsOrdered() : stage.AsParallel();
        query = query.WithDegreeOfParallelism(1);

        // The BCL, which evaluates what comes after, is to tell a cancellation from a failure.
        return facts.NoteFor(facts.Token.CanBeCanceled ? query.WithCancellation(facts.Token) : query);
    }

    /// <summary>Runs a loop at the query's degree and under its token.</summary>
    public static void Run<T, TLocal>(IEnumerable<T> source, QueryFacts facts, LoopBody<T, TLocal> body, long site)
    {
        try
        {
            ParallelLoop.Run(source, new ParallelOptions { MaxDegreeOfParallelism = facts.Degree ?? -1, CancellationToken = facts.Token }, body, site);
        }
        catch (AggregateException e)
        {
            // Some of it may come from a query that is this one's source, and so may the cancellation of both.
            var all = e.Flatten();
            throw facts.Token.IsCancellationRequested && all.InnerExceptions.All(inner => inner is OperationCanceledException cancelled && cancelled.CancellationToken == facts.Token)
                ? new OperationCanceledException(facts.Token)
                : all;
        }
    }
}
