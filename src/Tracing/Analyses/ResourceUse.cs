using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>Who held and who waited for what, over time.</summary>
public sealed class ResourceUse
{
    private readonly ILookup<int, HoldInterval> holdsByResource;
    private readonly ILookup<int, BlockedInterval> waitsByResource;

    private ResourceUse(IReadOnlyList<HoldInterval> holds, IReadOnlyList<BlockedInterval> waits)
    {
        Holds = holds;
        Waits = waits;
        holdsByResource = holds.ToLookup(h => h.Resource);
        waitsByResource = waits.ToLookup(w => w.Resource);
    }

    /// <summary>Every stretch in which something was held, in the order in which they began.</summary>
    public IReadOnlyList<HoldInterval> Holds { get; }

    /// <summary>Every stretch in which somebody was blocked, in the order in which they began.</summary>
    public IReadOnlyList<BlockedInterval> Waits { get; }

    /// <summary>The use of the resources of <paramref name="trace"/>.</summary>
    /// <param name="trace">The trace.</param>
    public static ResourceUse Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new ResourceUse(FindHolds(trace), BlockedTime.Intervals(trace));
    }

    /// <summary>Who held the resource, and when.</summary>
    /// <param name="resource">Its number.</param>
    public IEnumerable<HoldInterval> HoldsOf(int resource) => holdsByResource[resource];

    /// <summary>Who waited for the resource, and when.</summary>
    /// <param name="resource">Its number.</param>
    public IEnumerable<BlockedInterval> WaitsFor(int resource) => waitsByResource[resource];

    /// <summary>Who holds the resource after an event.</summary>
    /// <param name="resource">Its number.</param>
    /// <param name="atEvent">Index of the event.</param>
    public IEnumerable<int> HoldersAt(int resource, int atEvent) =>
        HoldsOf(resource).Where(h => h.AcquiredEvent <= atEvent && (h.ReleasedEvent ?? int.MaxValue) > atEvent).Select(h => h.Operation).Distinct();

    /// <summary>Who waits for the resource after an event.</summary>
    /// <param name="resource">Its number.</param>
    /// <param name="atEvent">Index of the event.</param>
    public IEnumerable<int> WaitersAt(int resource, int atEvent) =>
        WaitsFor(resource).Where(w => w.BlockedEvent <= atEvent && (w.UnblockedEvent ?? int.MaxValue) > atEvent).Select(w => w.Operation);

    private static List<HoldInterval> FindHolds(Trace trace)
    {
        var holds = new List<HoldInterval>();
        var open = new List<Held>();
        for (var i = 0; i < trace.Events.Count; i++)
        {
            var e = trace.Events[i];
            if (e.Kind == EventKind.Acquired)
            {
                Acquire(open, holds, e, i);
            }
            else if (e.Kind == EventKind.Released && Ended(open, trace, e) is { } held && --held.Depth == 0)
            {
                open.Remove(held);
                holds[held.Index] = holds[held.Index] with { End = TimeSpan.FromTicks(e.Time), ReleasedEvent = i };
            }
        }

        foreach (var held in open)
        {
            holds[held.Index] = holds[held.Index] with { End = TimeSpan.FromTicks(trace.Events[^1].Time) };
        }

        return holds;
    }

    private static void Acquire(List<Held> open, List<HoldInterval> holds, in TraceEvent e, int index)
    {
        var (resource, operation, mode) = (e.Subject, e.Operation, (HoldMode)e.Detail);
        if (open.Find(h => h.Resource == resource && h.Operation == operation && h.Mode == mode) is { } held)
        {
            held.Depth++;
            return;
        }

        open.Add(new Held(resource, operation, mode, holds.Count));
        var time = TimeSpan.FromTicks(e.Time);
        holds.Add(new HoldInterval(resource, operation, mode, e.Site, time, time, index, null));
    }

    /// <summary>The hold that a release ends: the releaser's own, in this mode where it says one; of a semaphore that it does not hold, the oldest.</summary>
    private static Held? Ended(List<Held> open, Trace trace, TraceEvent e) =>
        open.Find(h => h.Resource == e.Subject && h.Operation == e.Operation && h.Mode == (HoldMode)e.Detail)
        ?? open.FindLast(h => h.Resource == e.Subject && h.Operation == e.Operation)
        ?? (trace.ResourceWith(e.Subject)?.Kind == ResourceKind.Semaphore ? open.Find(h => h.Resource == e.Subject) : null);

    private sealed class Held(int resource, int operation, HoldMode mode, int index)
    {
        public int Resource { get; } = resource;

        public int Operation { get; } = operation;

        public HoldMode Mode { get; } = mode;

        /// <summary>Of its interval.</summary>
        public int Index { get; } = index;

        public int Depth { get; set; } = 1;
    }
}
