using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ConcurrentStack{T}"/>: each call is a scheduling point.</summary>
public static class ControlledConcurrentStack
{
    public static void Push<T>(ConcurrentStack<T> self, T item, long site) => At.Point(self, site).Push(item);

    public static void PushRange<T>(ConcurrentStack<T> self, T[] items, long site) => At.Point(self, site).PushRange(items);

    public static bool TryPop<T>(ConcurrentStack<T> self, [MaybeNullWhen(false)] out T result, long site) => At.Took(At.Point(self, site).TryPop(out result));

    public static bool TryPeek<T>(ConcurrentStack<T> self, [MaybeNullWhen(false)] out T result, long site) => At.Point(self, site).TryPeek(out result);

    public static int TryPopRange<T>(ConcurrentStack<T> self, T[] items, long site) => At.Point(self, site).TryPopRange(items);

    public static int get_Count<T>(ConcurrentStack<T> self, long site) => At.Point(self, site).Count;

    public static bool get_IsEmpty<T>(ConcurrentStack<T> self, long site) => At.Point(self, site).IsEmpty;

    public static void Clear<T>(ConcurrentStack<T> self, long site) => At.Point(self, site).Clear();

    public static void PushRange<T>(ConcurrentStack<T> self, T[] items, int startIndex, int count, long site) => At.Point(self, site).PushRange(items, startIndex, count);

    public static int TryPopRange<T>(ConcurrentStack<T> self, T[] items, int startIndex, int count, long site) => At.Point(self, site).TryPopRange(items, startIndex, count);

    public static T[] ToArray<T>(ConcurrentStack<T> self, long site) => At.Point(self, site).ToArray();

    public static IEnumerator<T> GetEnumerator<T>(ConcurrentStack<T> self, long site) => At.Point(self, site).GetEnumerator();

    public static void CopyTo<T>(ConcurrentStack<T> self, T[] array, int index, long site) => At.Point(self, site).CopyTo(array, index);
}
