using System.Collections.Frozen;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="FrozenSet"/>: items are in an order that is the same in every process. A comparer that a program gives stays.</summary>
public static class ControlledFrozenSet
{
    public static FrozenSet<T> Create<T>(ReadOnlySpan<T> source, long site) => FrozenSet.Create(KeyComparer<T>.OfFrozen(null), source);

    public static FrozenSet<T> Create<T>(IEqualityComparer<T>? equalityComparer, ReadOnlySpan<T> source, long site) => FrozenSet.Create(KeyComparer<T>.OfFrozen(equalityComparer), source);

    public static FrozenSet<T> ToFrozenSet<T>(IEnumerable<T> source, IEqualityComparer<T>? comparer, long site) =>
        ControlledSource.LookedThrough(source, site).ToFrozenSet(KeyComparer<T>.OfFrozen(comparer));

    public static IEqualityComparer<T> get_Comparer<T>(FrozenSet<T> self, long site) => KeyComparer<T>.Shown(self.Comparer);
}
