using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Controlled.Collections;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// What code that is not woven is given to look through, queries above all. Where it is a collection that others may change meanwhile, each look at it is a
/// scheduling point, as it is where woven code looks itself.
/// </summary>
public static class ControlledSource
{
    /// <summary>The collection as the program under control sees it; the collection itself where it is not one for several threads, and without a session.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IEnumerable<T> Of<T>(IEnumerable<T> source, long site) => Control.IsActive ? InSession(source, site) : source;

    /// <inheritdoc cref="Of{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IDictionary<TKey, TValue> OfMap<TKey, TValue>(IDictionary<TKey, TValue> source, long site) => Control.IsActive ? (IDictionary<TKey, TValue>)InSession(source, site) : source;

    /// <inheritdoc cref="Of{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ICollection<T> OfCollection<T>(ICollection<T> source, long site) => Control.IsActive ? (ICollection<T>)InSession(source, site) : source;

    /// <inheritdoc cref="Of{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IReadOnlyDictionary<TKey, TValue> OfReadOnlyMap<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> source, long site) =>
        Control.IsActive ? (IReadOnlyDictionary<TKey, TValue>)InSession(source, site) : source;

    /// <summary>What is about to be looked through by code that is not woven.</summary>
    internal static IEnumerable<T> LookedThrough<T>(IEnumerable<T> source, long site)
    {
        ControlledMemory.ReadCollection(source, site);
        return Of(source, site);
    }

    /// <summary>What code that is not woven looks through later, each time that it is asked to. The elements of an array are their own.</summary>
    internal static IEnumerable<T> LookedThroughLater<T>(IEnumerable<T> source, long site) =>
        (source is null or T[]) || Control.Current is null ? source! : new LateSource<T>(source, site);

    private static IEnumerable<T> InSession<T>(IEnumerable<T> source, long site) => source switch
    {
        _ when Control.Current is null => source,
        ConcurrentQueue<T> or ConcurrentStack<T> or ConcurrentBag<T> or BlockingCollection<T> => new SharedSource<T>((IReadOnlyCollection<T>)source, site),
        ICollection<T> when Pairs<T>.Of is { } pairs => pairs(source, site),
        _ => source,
    };

    private static IEnumerable<KeyValuePair<TKey, TValue>> OfPairs<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> source, long site)
        where TKey : notnull => source is ConcurrentDictionary<TKey, TValue> map ? new SharedMap<TKey, TValue>(map, site) : source;

    // Its keys and values are types of their own only for who knows that the items are pairs.
    private static class Pairs<T>
    {
        public static Func<IEnumerable<T>, long, IEnumerable<T>>? Of { get; } = typeof(T) is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
            ? typeof(ControlledSource)
                .GetMethod(nameof(OfPairs), BindingFlags.Static | BindingFlags.NonPublic)!
                .MakeGenericMethod(type.GetGenericArguments())
                .CreateDelegate<Func<IEnumerable<T>, long, IEnumerable<T>>>()
            : null;
    }
}
