using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ConcurrentBag{T}"/>: each call is a scheduling point.</summary>
public static class ControlledConcurrentBag
{
    public static void Add<T>(ConcurrentBag<T> self, T item, long site) => At.Point(self, site).Add(item);

    public static bool TryTake<T>(ConcurrentBag<T> self, [MaybeNullWhen(false)] out T result, long site) => At.Took(At.Point(self, site).TryTake(out result));

    public static bool TryPeek<T>(ConcurrentBag<T> self, [MaybeNullWhen(false)] out T result, long site) => At.Point(self, site).TryPeek(out result);

    public static int get_Count<T>(ConcurrentBag<T> self, long site) => At.Point(self, site).Count;

    public static bool get_IsEmpty<T>(ConcurrentBag<T> self, long site) => At.Point(self, site).IsEmpty;

    public static void Clear<T>(ConcurrentBag<T> self, long site) => At.Point(self, site).Clear();

    public static T[] ToArray<T>(ConcurrentBag<T> self, long site) => At.Point(self, site).ToArray();

    public static IEnumerator<T> GetEnumerator<T>(ConcurrentBag<T> self, long site) => At.Point(self, site).GetEnumerator();

    public static void CopyTo<T>(ConcurrentBag<T> self, T[] array, int index, long site) => At.Point(self, site).CopyTo(array, index);
}
