using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ConcurrentQueue{T}"/>: each call is a scheduling point.</summary>
public static class ControlledConcurrentQueue
{
    public static void Enqueue<T>(ConcurrentQueue<T> self, T item, long site) => At.Point(self, site).Enqueue(item);

    public static bool TryDequeue<T>(ConcurrentQueue<T> self, [MaybeNullWhen(false)] out T result, long site) => At.Took(At.Point(self, site).TryDequeue(out result));

    public static bool TryPeek<T>(ConcurrentQueue<T> self, [MaybeNullWhen(false)] out T result, long site) => At.Point(self, site).TryPeek(out result);

    public static int get_Count<T>(ConcurrentQueue<T> self, long site) => At.Point(self, site).Count;

    public static bool get_IsEmpty<T>(ConcurrentQueue<T> self, long site) => At.Point(self, site).IsEmpty;

    public static void Clear<T>(ConcurrentQueue<T> self, long site) => At.Point(self, site).Clear();

    public static T[] ToArray<T>(ConcurrentQueue<T> self, long site) => At.Point(self, site).ToArray();

    public static IEnumerator<T> GetEnumerator<T>(ConcurrentQueue<T> self, long site) => At.Point(self, site).GetEnumerator();

    public static void CopyTo<T>(ConcurrentQueue<T> self, T[] array, int index, long site) => At.Point(self, site).CopyTo(array, index);
}
