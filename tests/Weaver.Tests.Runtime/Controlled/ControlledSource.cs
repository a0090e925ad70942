namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledSource
{
    public static IEnumerable<T> Of<T>(IEnumerable<T> source, long site)
    {
        Calls.Add(site);
        return source;
    }

    public static IDictionary<TKey, TValue> OfMap<TKey, TValue>(IDictionary<TKey, TValue> source, long site)
    {
        Calls.Add(site);
        return source;
    }

    public static ICollection<T> OfCollection<T>(ICollection<T> source, long site)
    {
        Calls.Add(site);
        return source;
    }

    public static IReadOnlyDictionary<TKey, TValue> OfReadOnlyMap<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> source, long site)
    {
        Calls.Add(site);
        return source;
    }
}
