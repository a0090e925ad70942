using System.Collections;

namespace ConcurrencyTrace.Runtime.Controlled.Collections;

/// <summary>A collection in the hands of a query that is not woven and runs later: each time that it is looked through counts as a use.</summary>
/// <typeparam name="T">An item.</typeparam>
/// <param name="items">The collection.</param>
/// <param name="site">Where it is handed over.</param>
internal sealed class LateSource<T>(IEnumerable<T> items, long site) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator()
    {
        ControlledMemory.EnumerateCollection(items, site);
        return ControlledSource.Of(items, site).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
