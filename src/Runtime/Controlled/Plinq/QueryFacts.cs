using System.Reflection;
using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Controlled.Plinq;

/// <summary>What a parallel query under control was told, wherever in the query: its stages ask when they run.</summary>
internal sealed class QueryFacts
{
    private static readonly ConditionalWeakTable<ParallelQuery, QueryFacts> Known = [];

    /// <summary>How many of its delegates may run at once; null where the user set no limit.</summary>
    public int? Degree { get; set; }

    public CancellationToken Token { get; set; }

    /// <summary>The query that <c>AsParallel</c> made.</summary>
    public ParallelQuery? Source { get; init; }

    /// <summary>What the program was given for <see cref="Source"/>.</summary>
    public ParallelQuery? Given { get; set; }

    /// <summary>The facts of a query: those noted for it, or for the one that it was made from; null when it was not made under control.</summary>
    public static QueryFacts? Of(ParallelQuery query)
    {
        for (object? part = query; part is not null; part = MadeFrom(part))
        {
            if (part is ParallelQuery known && Known.TryGetValue(known, out var facts))
            {
                return facts;
            }
        }

        return null;
    }

    /// <summary>Whether the results of a query are to keep the order of its source.</summary>
    public static bool IsOrdered(ParallelQuery query) => Part(query, "OutputOrdered") is true;

    public ParallelQuery<T> NoteFor<T>(ParallelQuery<T> query)
    {
        Known.AddOrUpdate(query, this);
        return query;
    }

    // Operators with one source and with two, sorted queries, and what options make.
    private static object? MadeFrom(object query) =>
        Part(query, "Child") ?? Part(query, "LeftChild") ?? Part(query, "SortOperator")
            ?? Field(query, "_child") ?? Field(query, "_leftChild");

    private static object? Field(object query, string name) => query.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(query);

    // The runtime's query operators are internal; looked into only when a query is put together.
    private static object? Part(object query, string name) =>
        query.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(query);
}
