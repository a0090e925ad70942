using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="ImmutableInterlocked"/>: a scheduling point, then the real call. What calls the user back has another point before it
/// takes effect, so that its loop meets changes made meanwhile.
/// </summary>
public static class ControlledImmutableInterlocked
{
    public static bool Update<T>(ref T location, Func<T, T> transformer, long site)
        where T : class?
    {
        At.Point(0, site);
        return ImmutableInterlocked.Update(ref location, At.Callback(transformer, site));
    }

    public static bool Update<T, TArg>(ref T location, Func<T, TArg, T> transformer, TArg transformerArgument, long site)
        where T : class?
        where TArg : allows ref struct
    {
        At.Point(0, site);
        return ImmutableInterlocked.Update(ref location, At.Callback(transformer, site), transformerArgument);
    }

    public static bool Update<T>(ref ImmutableArray<T> location, Func<ImmutableArray<T>, ImmutableArray<T>> transformer, long site)
    {
        At.Point(0, site);
        return ImmutableInterlocked.Update(ref location, At.Callback(transformer, site));
    }

    public static bool Update<T, TArg>(ref ImmutableArray<T> location, Func<ImmutableArray<T>, TArg, ImmutableArray<T>> transformer, TArg transformerArgument, long site)
        where TArg : allows ref struct
    {
        At.Point(0, site);
        return ImmutableInterlocked.Update(ref location, At.Callback(transformer, site), transformerArgument);
    }

    public static ImmutableArray<T> InterlockedExchange<T>(ref ImmutableArray<T> location, ImmutableArray<T> value, long site)
    {
        At.Point(0, site);
        return ImmutableInterlocked.InterlockedExchange(ref location, value);
    }

    public static ImmutableArray<T> InterlockedCompareExchange<T>(ref ImmutableArray<T> location, ImmutableArray<T> value, ImmutableArray<T> comparand, long site)
    {
        At.Point(0, site);
        return ImmutableInterlocked.InterlockedCompareExchange(ref location, value, comparand);
    }

    public static bool InterlockedInitialize<T>(ref ImmutableArray<T> location, ImmutableArray<T> value, long site)
    {
        At.Point(0, site);
        return ImmutableInterlocked.InterlockedInitialize(ref location, value);
    }

    public static TValue GetOrAdd<TKey, TValue, TArg>(ref ImmutableDictionary<TKey, TValue> location, TKey key, Func<TKey, TArg, TValue> valueFactory, TArg factoryArgument, long site)
        where TKey : notnull
        where TArg : allows ref struct
    {
        At.Point(0, site);
        return ImmutableInterlocked.GetOrAdd(ref location, key, At.Callback(valueFactory, site), factoryArgument);
    }

    public static TValue GetOrAdd<TKey, TValue>(ref ImmutableDictionary<TKey, TValue> location, TKey key, Func<TKey, TValue> valueFactory, long site)
        where TKey : notnull
    {
        At.Point(0, site);
        return ImmutableInterlocked.GetOrAdd(ref location, key, At.Callback(valueFactory, site));
    }

    public static TValue GetOrAdd<TKey, TValue>(ref ImmutableDictionary<TKey, TValue> location, TKey key, TValue value, long site)
        where TKey : notnull
    {
        At.Point(0, site);
        return ImmutableInterlocked.GetOrAdd(ref location, key, value);
    }

    public static TValue AddOrUpdate<TKey, TValue>(ref ImmutableDictionary<TKey, TValue> location, TKey key, Func<TKey, TValue> addValueFactory, Func<TKey, TValue, TValue> updateValueFactory, long site)
        where TKey : notnull
    {
        At.Point(0, site);
        return ImmutableInterlocked.AddOrUpdate(ref location, key, At.Callback(addValueFactory, site), At.Callback(updateValueFactory, site));
    }

    public static TValue AddOrUpdate<TKey, TValue>(ref ImmutableDictionary<TKey, TValue> location, TKey key, TValue addValue, Func<TKey, TValue, TValue> updateValueFactory, long site)
        where TKey : notnull
    {
        At.Point(0, site);
        return ImmutableInterlocked.AddOrUpdate(ref location, key, addValue, At.Callback(updateValueFactory, site));
    }

    public static bool TryAdd<TKey, TValue>(ref ImmutableDictionary<TKey, TValue> location, TKey key, TValue value, long site)
        where TKey : notnull
    {
        At.Point(0, site);
        return ImmutableInterlocked.TryAdd(ref location, key, value);
    }

    public static bool TryUpdate<TKey, TValue>(ref ImmutableDictionary<TKey, TValue> location, TKey key, TValue newValue, TValue comparisonValue, long site)
        where TKey : notnull
    {
        At.Point(0, site);
        return ImmutableInterlocked.TryUpdate(ref location, key, newValue, comparisonValue);
    }

    public static bool TryRemove<TKey, TValue>(ref ImmutableDictionary<TKey, TValue> location, TKey key, [MaybeNullWhen(false)] out TValue value, long site)
        where TKey : notnull
    {
        At.Point(0, site);
        return ImmutableInterlocked.TryRemove(ref location, key, out value);
    }

    public static bool TryPop<T>(ref ImmutableStack<T> location, [MaybeNullWhen(false)] out T value, long site)
    {
        At.Point(0, site);
        return ImmutableInterlocked.TryPop(ref location, out value);
    }

    public static void Push<T>(ref ImmutableStack<T> location, T value, long site)
    {
        At.Point(0, site);
        ImmutableInterlocked.Push(ref location, value);
    }

    public static bool TryDequeue<T>(ref ImmutableQueue<T> location, [MaybeNullWhen(false)] out T value, long site)
    {
        At.Point(0, site);
        return ImmutableInterlocked.TryDequeue(ref location, out value);
    }

    public static void Enqueue<T>(ref ImmutableQueue<T> location, T value, long site)
    {
        At.Point(0, site);
        ImmutableInterlocked.Enqueue(ref location, value);
    }
}
