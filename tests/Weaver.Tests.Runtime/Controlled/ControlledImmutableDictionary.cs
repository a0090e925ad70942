using System.Collections.Immutable;

namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledImmutableDictionary
{
    public static ImmutableDictionary<TKey, TValue> Create<TKey, TValue>(long site)
        where TKey : notnull
    {
        Calls.Add(site);
        return ImmutableDictionary<TKey, TValue>.Empty;
    }
}
