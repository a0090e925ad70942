using System.Collections;
using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Equality as it is by default, with hash codes that are the same in every process: for collections that keep their items in the order of hash codes, so that a
/// program that goes through them takes the same way.
/// </summary>
/// <typeparam name="T">What is compared.</typeparam>
internal sealed class KeyComparer<T> : IEqualityComparer<T>, IEqualityComparer
{
    private KeyComparer()
    {
    }

    /// <summary>The comparer.</summary>
    public static KeyComparer<T> Instance { get; } = new();

    /// <summary>What stands for equality by default: null where that will do, for numbers, dates and the like have such hash codes by themselves.</summary>
    public static IEqualityComparer<T>? Default { get; } = !typeof(T).IsValueType || typeof(ITuple).IsAssignableFrom(typeof(T)) ? Instance : null;

    /// <summary>What stands for the comparer that a program gave; null is none.</summary>
    public static IEqualityComparer<T>? Of(IEqualityComparer<T>? given) => given is null || ReferenceEquals(given, EqualityComparer<T>.Default) ? Default : given;

    /// <summary>Like <see cref="Of"/>, for collections that have an order of their own for strings, the same in every process.</summary>
    public static IEqualityComparer<T>? OfFrozen(IEqualityComparer<T>? given) => typeof(T) == typeof(string) ? given : Of(given);

    /// <summary>What a program that asks a collection for its comparer is told: programs compare it with the default.</summary>
    public static IEqualityComparer<T> Shown(IEqualityComparer<T> comparer) => ReferenceEquals(comparer, Instance) ? EqualityComparer<T>.Default : comparer;

    /// <inheritdoc/>
    public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    /// <inheritdoc/>
    public int GetHashCode(T obj) => ControlledHashCode.OfKey(obj);

    bool IEqualityComparer.Equals(object? x, object? y) => object.Equals(x, y);

    int IEqualityComparer.GetHashCode(object obj) => ControlledHashCode.OfKey(obj);
}
