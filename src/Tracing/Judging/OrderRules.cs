using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>What must come after what, and what must come to its end.</summary>
internal static class OrderRules
{
    public static Rule Before(string first, string second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new Rule($"to have \"{first}\" happen before \"{second}\"", trace =>
        {
            var unordered = Unordered(trace, first, second).ToList();
            return unordered is not [var (one, other), ..] ? null : Explanation.OfSome(
                one < other
                    ? $"nothing makes \"{second}\" wait for \"{first}\", although it came later this time:"
                    : $"\"{second}\" came first:",
                unordered,
                pair => new[] { pair.First, pair.Second }.Order().SelectMany(i => Lines(trace, trace.Events[i].Operation, TraceWords.Event(trace, i))));
        })
        {
            Missing = Evidence.All(Evidence.Lost, Point(first), Point(second), trace =>
                Unordered(trace, first, second).Any(pair => pair.First < pair.Second) ? Evidence.UnderControl("some of what puts operations in order")(trace) : null),
        };
    }

    public static Rule Completed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new Rule($"to have completed \"{name}\"", trace =>
        {
            var all = Regions(trace, name);
            var open = all.Where(region => region.EndEvent is null).ToList();
            return all.Count == 0 ? new Explanation("no region or task of this name began.", [])
                : open.Count == 0 ? null
                : Explanation.OfSome($"{open.Count} of {all.Count} did not end:", open, region => Lines(trace, region));
        });
    }

    public static Rule CompletedWithin(string name, TimeSpan maximum)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, TimeSpan.Zero);
        return new Rule($"to have completed \"{name}\" within {TraceWords.Time(maximum)}", trace =>
        {
            var slow = Regions(trace, name).Where(region => region.Duration > maximum).OrderByDescending(region => region.Duration).ToList();
            return slow.Count == 0 ? null : Explanation.OfSome($"it took {TraceWords.Time(slow[0].Duration)}:", slow, region => Lines(trace, region));
        });
    }

    private static List<RegionInterval> Regions(Trace trace, string name) => [.. trace.Regions.Where(region => region.Name == name)];

    private static IEnumerable<string> Lines(Trace trace, RegionInterval region)
    {
        var operation = trace.Events[region.BeginEvent].Operation;
        var waits = BlockedTime.Intervals(trace).LastOrDefault(interval => interval.Operation == operation && interval.UnblockedEvent is null);
        return Lines(
            trace,
            operation,
            [
                TraceWords.Event(trace, region.BeginEvent),
                .. region.EndEvent is null && waits is not null ? (string[])[TraceWords.Event(trace, waits.BlockedEvent)] : [],
                region.EndEvent is { } end ? TraceWords.Event(trace, end) : "no event ended it",
            ]);
    }

    // Annotations have no site: the operation says where.
    private static IEnumerable<string> Lines(Trace trace, int operation, params IEnumerable<string> events) =>
        [TraceWords.Operation(trace, operation), .. events.Select(line => "  " + line)];

    private static IEnumerable<(int First, int Second)> Unordered(Trace trace, string first, string second)
    {
        var order = HappensBefore.Of(trace);
        var firsts = Indexes(trace, first, EventKind.RegionEnd, EventKind.TaskEnd);
        var seconds = Indexes(trace, second, EventKind.RegionBegin, EventKind.TaskBegin);
        var open = Regions(trace, first).Where(region => region.EndEvent is null).Select(region => region.BeginEvent); // did not end, so it ended before nothing
        return firsts.SelectMany(one => seconds.Where(other => !order.IsBefore(one, other)).Select(other => (one, other)))
            .Concat(open.SelectMany(begin => seconds.Select(other => (begin, other))));
    }

    private static List<int> Indexes(Trace trace, string name, EventKind region, EventKind task) =>
        [.. Enumerable.Range(0, trace.Events.Count).Where(i => trace.Events[i].Text == name && (trace.Events[i].Kind == EventKind.Log || trace.Events[i].Kind == region || trace.Events[i].Kind == task))];

    private static Func<Trace, Explanation?> Point(string name) => trace =>
        trace.Events.Any(e => e.Text == name && e.Kind is EventKind.Log or EventKind.RegionBegin or EventKind.TaskBegin) ? null
        : new Explanation($"no message, region or task \"{name}\" is in the trace.", []);
}
