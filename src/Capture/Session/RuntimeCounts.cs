namespace ConcurrencyTrace.Capture.Session;

/// <summary>What the process itself counts, for comparing with the events that came through.</summary>
internal readonly record struct RuntimeCounts(int Collections)
{
    public static RuntimeCounts Now => new(GC.CollectionCount(0)); // an older generation's collection is one of this one too

    /// <summary>How many more there are now.</summary>
    public static RuntimeCounts operator -(RuntimeCounts later, RuntimeCounts earlier) => new(later.Collections - earlier.Collections);
}
