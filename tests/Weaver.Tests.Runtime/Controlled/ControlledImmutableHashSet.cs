using System.Collections.Immutable;

namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledImmutableHashSet
{
    public static ImmutableHashSet<T> Create<T>(long site)
    {
        Calls.Add(site);
        return ImmutableHashSet<T>.Empty;
    }
}
