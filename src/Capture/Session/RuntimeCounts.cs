using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>What the process itself counts, for comparing with the events that came through.</summary>
internal readonly record struct RuntimeCounts(int Collections, long Contentions)
{
    public static RuntimeCounts Now => new(
        GC.CollectionCount(0), // an older generation's collection is one of this one too
        Monitor.LockContentionCount);

    /// <summary>How many more there are now.</summary>
    public static RuntimeCounts operator -(RuntimeCounts later, RuntimeCounts earlier) =>
        new(later.Collections - earlier.Collections, later.Contentions - earlier.Contentions);

    /// <summary>One more of what an event tells of.</summary>
    public RuntimeCounts With(EventKind kind) => kind switch
    {
        EventKind.GcBegin => this with { Collections = Collections + 1 },
        EventKind.ContentionBegin => this with { Contentions = Contentions + 1 },
        _ => this,
    };

    /// <summary>What a person should know where fewer were found than <paramref name="counted"/>, by kind.</summary>
    public IEnumerable<string> MissingOf(RuntimeCounts counted)
    {
        (string Kind, long Found, long Counted)[] kinds =
        [
            ("garbage collections", Collections, counted.Collections),
            ("contended locks", Contentions, counted.Contentions),
        ];
        return kinds.Where(static k => k.Found < k.Counted).Select(static k => CaptureNotices.Missing(k.Kind, k.Found, k.Counted));
    }
}
