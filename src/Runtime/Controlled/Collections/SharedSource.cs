using System.Collections;

namespace ConcurrencyTrace.Runtime.Controlled.Collections;

/// <summary>A queue, stack or bag for several threads in the hands of code that is not woven: enumerating it takes what is there in one step, as in the original.</summary>
/// <typeparam name="T">An item.</typeparam>
/// <param name="items">The collection.</param>
/// <param name="site">Where it is handed over.</param>
internal sealed class SharedSource<T>(IReadOnlyCollection<T> items, long site) : IReadOnlyCollection<T>, ICollection
{
    public int Count => At.Point(items, site).Count;

    public bool IsSynchronized => false;

    public object SyncRoot => ((ICollection)items).SyncRoot;

    public void CopyTo(Array array, int index) => ((ICollection)At.Point(items, site)).CopyTo(array, index);

    public IEnumerator<T> GetEnumerator() => At.Point(items, site).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
