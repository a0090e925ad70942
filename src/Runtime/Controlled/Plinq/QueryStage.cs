using System.Collections;
using ConcurrencyTrace.Runtime.Controlled.Parallelism;

namespace ConcurrencyTrace.Runtime.Controlled.Plinq;

/// <summary>
/// One operator of a parallel query whose delegate interleaves: some elements at a time are taken from its source and their delegates run as a controlled
/// parallel loop. The results of a query that keeps no order come in the order in which the delegates ended.
/// </summary>
/// <typeparam name="TSource">An element of its source.</typeparam>
/// <typeparam name="TResult">A result.</typeparam>
internal sealed class QueryStage<TSource, TResult>(
    IEnumerable<TSource> source, QueryFacts facts, bool isOrdered, Action<TSource, int, List<TResult>> evaluate, long site) : IEnumerable<TResult>
{
    // So that an endless source can be taken from.
    private const int ElementsAtATime = 16;

    /// <inheritdoc/>
    public IEnumerator<TResult> GetEnumerator()
    {
        var first = 0;
        foreach (var elements in source.Chunk(ElementsAtATime))
        {
            foreach (var result in Evaluate(elements, first))
            {
                yield return result;
            }

            first += elements.Length;
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<TResult> Evaluate(TSource[] elements, int first)
    {
        var results = new List<TResult>?[elements.Length];
        var ended = new List<int>();
        Queries.Run(elements, facts, LoopBody.Of<TSource>((element, _, index) =>
        {
            var own = new List<TResult>();
            evaluate(element, first + (int)index, own);
            results[index] = own;
            ended.Add((int)index);
        }), site);
        return (isOrdered ? Enumerable.Range(0, elements.Length) : ended).SelectMany(index => results[index]!);
    }
}
