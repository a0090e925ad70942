using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>When operations were blocked.</summary>
public static class BlockedTime
{
    /// <summary>Every blocked interval of <paramref name="trace"/>, in the order in which they began.</summary>
    /// <param name="trace">The trace.</param>
    public static IReadOnlyList<BlockedInterval> Intervals(Trace trace)
    {
        var intervals = new List<BlockedInterval>();
        var open = new Dictionary<int, int>(); // operation → its interval
        for (var i = 0; i < trace.Events.Count; i++)
        {
            var e = trace.Events[i];
            switch (e.Kind)
            {
                case EventKind.Blocked:
                    Close(e.Operation, e.Time, i);
                    open[e.Operation] = intervals.Count;
                    var start = TimeSpan.FromTicks(e.Time);
                    intervals.Add(new BlockedInterval(e.Operation, (BlockReason)e.Detail, e.Subject, e.Site, start, start, i, UnblockedEvent: null));
                    break;
                case EventKind.Unblocked:
                    Close(e.Subject, e.Time, i);
                    break;
                case EventKind.Resumed or EventKind.OperationEnded: // of an operation whose unblocking nobody told
                    Close(e.Operation, e.Time, i);
                    break;
            }
        }

        foreach (var operation in open.Keys.ToArray())
        {
            Close(operation, trace.Events[^1].Time, index: null);
        }

        return intervals;

        void Close(int operation, long time, int? index)
        {
            if (open.Remove(operation, out var interval))
            {
                intervals[interval] = intervals[interval] with
                {
                    End = TimeSpan.FromTicks(time),
                    UnblockedEvent = index,
                    WokenBy = index is { } i && trace.Events[i].Kind == EventKind.Unblocked ? trace.Events[i].Operation : 0,
                };
            }
        }
    }
}
