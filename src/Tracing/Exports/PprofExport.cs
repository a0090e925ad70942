using System.IO.Compression;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Exports;

/// <summary>A profile for <c>pprof</c>: time by place, where the place of an operation is its stack, else its site and the sites that created it and its creators.</summary>
public static class PprofExport
{
    // Field numbers of pprof/proto/profile.proto.
    private const int ProfileSampleType = 1;
    private const int ProfileSample = 2;
    private const int ProfileLocation = 4;
    private const int ProfileFunction = 5;
    private const int ProfileStrings = 6;
    private const int ProfileDuration = 10;
    private const int ProfileDefaultSampleType = 14;

    /// <summary>Writes a profile of <paramref name="trace"/>, compressed as pprof wants it.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="profile">What is counted.</param>
    /// <param name="stream">Where to; stays open.</param>
    public static void Write(Trace trace, PprofProfile profile, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var samples = profile == PprofProfile.Cpu ? AtWork(trace) : OperationTimeline.Of(trace).Intervals
            .Where(i => Counts(profile, i))
            .GroupBy(i => string.Join(' ', Place(trace, i)))
            .Select(g => (Place: Place(trace, g.First()), Count: g.LongCount(), Time: g.Sum(i => i.Duration.Ticks) * 100));
        var content = new ProtobufWriter();
        var tables = new Tables(trace);
        var (counted, measured) = profile == PprofProfile.Cpu ? ("samples", "cpu") : ("contentions", "delay"); // as Go names them
        ValueType(content, tables, counted, "count");
        ValueType(content, tables, measured, "nanoseconds");
        foreach (var (place, count, time) in samples)
        {
            content.Message(ProfileSample, sample =>
            {
                sample.Packed(1, place.Select(tables.Location));
                sample.Packed(2, [count, time]);
            });
        }

        content.Number(ProfileDuration, trace.Events.Count == 0 ? 0 : trace.Events[^1].Time * 100);
        content.Number(ProfileDefaultSampleType, tables.String(measured));
        tables.Write(content);
        using var compressed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        compressed.Write(content.Written);
    }

    private static void ValueType(ProtobufWriter content, Tables tables, string type, string unit) => content.Message(ProfileSampleType, value =>
    {
        value.Number(1, tables.String(type));
        value.Number(2, tables.String(unit));
    });

    private static IEnumerable<(List<long> Place, long Count, long Time)> AtWork(Trace trace) => trace.Events
        .Where(static e => e.Kind == EventKind.CpuSample)
        .GroupBy(static e => e.Stack)
        .Select(g => (g.Key == 0 ? [0] : trace.Stacks[g.Key - 1].ToList(), g.LongCount(), g.Sum(static e => e.Detail) * 100));

    private static bool Counts(PprofProfile profile, StateInterval interval) => profile switch
    {
        PprofProfile.Blocking => interval.State == OperationState.Blocked,
        PprofProfile.Network => interval.Reason == BlockReason.Network,
        PprofProfile.SchedulerLatency => interval.State == OperationState.Runnable,
        _ => interval.Reason is not (null or BlockReason.Unknown or BlockReason.Delay or BlockReason.Timer or BlockReason.Network or BlockReason.File
            or BlockReason.Process or BlockReason.ThreadPoolQueue or BlockReason.GarbageCollection),
    };

    /// <summary>The innermost site first.</summary>
    private static List<long> Place(Trace trace, StateInterval interval)
    {
        if (trace.Events[interval.FirstEvent].Stack is var stack and > 0)
        {
            return [.. trace.Stacks[stack - 1]];
        }

        List<long> sites = [interval.Site];

        // Who created whom cannot go round, unless the trace is damaged.
        var operation = trace.OperationWith(interval.Operation);
        for (var left = trace.Operations.Count; operation is not null && left > 0; left--)
        {
            sites.Add(operation.CreationSite);
            operation = trace.OperationWith(operation.Creator);
        }

        return [.. sites.Where(s => s != 0).DefaultIfEmpty(0)];
    }

    private sealed class Tables(Trace trace)
    {
        private readonly Dictionary<string, int> strings = new() { [""] = 0 };
        private readonly Dictionary<long, int> locations = [];

        public long String(string text)
        {
            if (!strings.TryGetValue(text, out var number))
            {
                strings.Add(text, number = strings.Count);
            }

            return number;
        }

        public long Location(long site)
        {
            if (!locations.TryGetValue(site, out var number))
            {
                locations.Add(site, number = locations.Count + 1);
            }

            return number;
        }

        public void Write(ProtobufWriter content)
        {
            foreach (var (id, number) in locations)
            {
                var site = trace.SiteAt(id);
                content.Message(ProfileLocation, location =>
                {
                    location.Number(1, number);
                    location.Message(4, line =>
                    {
                        line.Number(1, number);
                        line.Number(2, site.Line);
                    });
                });
                content.Message(ProfileFunction, function =>
                {
                    function.Number(1, number);
                    function.Number(2, String(site.Method));
                    function.Number(3, String(site.Method));
                    function.Number(4, String(site.File ?? ""));
                });
            }

            foreach (var text in strings.Keys)
            {
                content.Text(ProfileStrings, text);
            }
        }
    }
}
