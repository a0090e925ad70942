using System.IO.Compression;
using System.Text.Json;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;
using ConcurrencyTrace.Tracing.Exports;

namespace ConcurrencyTrace.Tracing.Tests.Exports;

/// <summary>Exports, read by readers that are not ours against the published formats.</summary>
public class ExportTests
{
    /// <summary>Two tasks and a lock held for 30 ms; the field numbers that follow are those of the published .proto files.</summary>
    private static readonly Trace Contended = Enumerable.Range(1, 100).Select(seed => Explorer.Run(
        () =>
        {
            var gate = new object();
            return Task.WhenAll(Task.Run(() => Hold(gate)), Task.Run(() => Hold(gate)));
        },
        new ExplorerOptions { Schedules = 1, Strategy = StrategyNames.Random, Seed = (ulong)seed }).Trace).First(trace => trace.Events.Any(e => e is { Kind: EventKind.Blocked, Detail: (long)BlockReason.Lock }));

    public static TheoryData<ExportTime> Times => [.. Enum.GetValues<ExportTime>()];

    [Theory]
    [MemberData(nameof(Times))]
    public void Perfetto_tracks_have_nested_slices_flows_and_a_counter(ExportTime time)
    {
        var packets = new ProtobufFields(Bytes(s => PerfettoExport.Write(Contended, s, time))).Messages(1).ToList();
        var tracks = packets.Where(p => p.Has(60)).Select(p => p.Messages(60).Single()).ToDictionary(t => t.Number(1), t => t.Text(2));
        Assert.Equal(["trace", "live operations", "op 1: body", "op 2: Task.Run", "op 3: Task.Run"], tracks.Values);
        var events = packets.Where(p => p.Has(11)).Select(p => (Time: p.Number(8), Event: p.Messages(11).Single())).ToList();
        Assert.Equal(events.Select(e => e.Time).Order(), events.Select(e => e.Time));
        Assert.All(events, e => Assert.Contains(e.Event.Number(11), tracks.Keys));

        // No slice ends that did not begin, none is left open, and none is within another.
        var open = new Dictionary<long, int>();
        foreach (var e in events.Select(e => e.Event).Where(e => e.Number(9) is 1 or 2))
        {
            open[e.Number(11)] = open.GetValueOrDefault(e.Number(11)) + (e.Number(9) == 1 ? 1 : -1);
            Assert.InRange(open[e.Number(11)], 0, 1);
        }

        Assert.All(open.Values, count => Assert.Equal(0, count));
        Assert.Contains("Lock: object#1", events.Where(e => e.Event.Number(9) == 1).Select(e => e.Event.Text(23)));
        Assert.Equal(events.Where(e => e.Event.Has(47)).Select(e => e.Event.Number(47)), events.Where(e => e.Event.Has(48)).Select(e => e.Event.Number(48)));
        Assert.Equal(LiveOperations.OverTime(Contended).Select(c => (long)c.Count), events.Where(e => e.Event.Number(9) == 4).Select(e => e.Event.Number(30)));
    }

    [Theory]
    [MemberData(nameof(Times))]
    public void Chrome_events_have_what_their_phase_needs(ExportTime time)
    {
        using var json = JsonDocument.Parse(Bytes(s => ChromeExport.Write(Contended, s, time)));
        var events = json.RootElement.GetProperty("traceEvents").EnumerateArray().ToLookup(e => e.GetProperty("ph").GetString()!);
        Assert.Equal(Contended.Operations.Count, events["M"].Count());
        Assert.All(events["X"], e => Assert.True(e.GetProperty("ts").GetDouble() >= 0 && e.GetProperty("dur").GetDouble() >= 0));
        Assert.Equal(events["s"].Select(e => e.GetProperty("id").GetInt32()), events["f"].Select(e => e.GetProperty("id").GetInt32()));
        Assert.Contains(events["X"], e => e.GetProperty("name").GetString() == "Lock: object#1" && e.GetProperty("cat").GetString() == "Blocked");
        if (time == ExportTime.Clock)
        {
            var total = OperationTimeline.Of(Contended).Intervals.Sum(i => i.Duration.TotalMicroseconds);
            Assert.Equal(total, events["X"].Sum(e => e.GetProperty("dur").GetDouble()), 3);
        }
    }

    [Theory]
    [MemberData(nameof(Times))]
    public void Speedscope_profiles_are_balanced_and_in_order(ExportTime time)
    {
        using var json = JsonDocument.Parse(Bytes(s => SpeedscopeExport.Write(Contended, s, time)));
        var frames = json.RootElement.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(f => f.GetProperty("name").GetString()!).ToList();
        var profiles = json.RootElement.GetProperty("profiles").EnumerateArray().ToList();
        Assert.Equal(3, profiles.Count);
        foreach (var profile in profiles)
        {
            var (stack, last) = (new Stack<int>(), profile.GetProperty("startValue").GetInt64());
            foreach (var e in profile.GetProperty("events").EnumerateArray())
            {
                var (frame, at) = (e.GetProperty("frame").GetInt32(), e.GetProperty("at").GetInt64());
                Assert.InRange(frame, 0, frames.Count - 1);
                Assert.InRange(at, last, profile.GetProperty("endValue").GetInt64());
                last = at;
                if (e.GetProperty("type").GetString() == "O")
                {
                    stack.Push(frame);
                }
                else
                {
                    Assert.Equal(stack.Pop(), frame);
                }
            }

            Assert.Empty(stack);
        }

        Assert.Contains("Lock: object#1", frames);
    }

    [Fact]
    public void Pprof_profiles_add_up_to_the_time_of_their_kind()
    {
        var intervals = OperationTimeline.Of(Contended).Intervals;
        foreach (var (kind, expected) in new Dictionary<PprofProfile, Func<StateInterval, bool>>
        {
            [PprofProfile.Blocking] = i => i.State == OperationState.Blocked,
            [PprofProfile.Synchronization] = i => i.Reason is BlockReason.Lock or BlockReason.TaskAwait,
            [PprofProfile.SchedulerLatency] = i => i.State == OperationState.Runnable,
            [PprofProfile.Network] = _ => false,
        })
        {
            var profile = Profile(Contended, kind);
            var strings = profile.Texts(6).ToList();
            Assert.Equal("", strings[0]);
            Assert.Equal([("contentions", "count"), ("delay", "nanoseconds")], profile.Messages(1).Select(t => (strings[(int)t.Number(1)], strings[(int)t.Number(2)])));
            var values = profile.Messages(2).Select(s => s.Packed(2)).ToList();
            Assert.Equal(intervals.Count(expected), values.Sum(v => v[0]));
            Assert.Equal(intervals.Where(expected).Sum(i => i.Duration.Ticks) * 100, values.Sum(v => v[1]));
            var locations = profile.Messages(4).Select(l => l.Number(1)).ToHashSet();
            Assert.All(profile.Messages(2).SelectMany(s => s.Packed(1)), location => Assert.Contains(location, locations));
            Assert.All(profile.Messages(5), f => Assert.InRange(f.Number(2), 0, strings.Count - 1));
        }
    }

    [Fact]
    public void Samples_of_threads_at_work_are_in_every_export_with_their_stacks()
    {
        using var speedscope = JsonDocument.Parse(Bytes(s => SpeedscopeExport.Write(Samples.AtWork, s)));
        var frames = speedscope.RootElement.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(f => f.GetProperty("name").GetString()!).ToList();
        var sampled = speedscope.RootElement.GetProperty("profiles").EnumerateArray().Single(p => p.GetProperty("type").GetString() == "sampled");
        Assert.Equal(
            ["Main Outer Inner", "Main Outer", ""],
            sampled.GetProperty("samples").EnumerateArray().Select(s => string.Join(' ', s.EnumerateArray().Select(f => frames[f.GetInt32()]))));
        Assert.Equal(3_000_000, sampled.GetProperty("weights").EnumerateArray().Sum(w => w.GetInt64()));
        Assert.Equal(3_000_000, sampled.GetProperty("endValue").GetInt64());

        using var chrome = JsonDocument.Parse(Bytes(s => ChromeExport.Write(Samples.AtWork, s)));
        var instants = chrome.RootElement.GetProperty("traceEvents").EnumerateArray().Where(e => e.GetProperty("ph").GetString() == "i").ToList();
        Assert.Equal([("Inner", 1, "Inner\nOuter\nMain"), ("Outer", 1, "Outer\nMain"), ("?", 0, "")], instants.Select(e =>
            (e.GetProperty("name").GetString()!, e.GetProperty("tid").GetInt32(), e.GetProperty("args").GetProperty("stack").GetString()!)));

        var packets = new ProtobufFields(Bytes(s => PerfettoExport.Write(Samples.AtWork, s))).Messages(1).Where(p => p.Has(11)).Select(p => p.Messages(11).Single());
        Assert.Equal([("Inner", "Inner\nOuter\nMain"), ("Outer", "Outer\nMain"), ("?", "")], packets.Where(e => e.Number(9) == 3).Select(e => (e.Text(23), e.Messages(4).Single().Text(6))));

        var profile = Profile(Samples.AtWork, PprofProfile.Cpu);
        var strings = profile.Texts(6).ToList();
        Assert.Equal([("samples", "count"), ("cpu", "nanoseconds")], profile.Messages(1).Select(t => (strings[(int)t.Number(1)], strings[(int)t.Number(2)])));
        Assert.Equal([3, 2, 1], profile.Messages(2).Select(s => s.Packed(1).Length));
        Assert.All(profile.Messages(2), s => Assert.Equal([1, 1_000_000], s.Packed(2)));
    }

    [Fact]
    public void Csv_has_a_row_an_event_and_quotes_what_needs_it()
    {
        using var writer = new StringWriter();
        CsvExport.Write(Samples.Odd(1, 50), writer);
        var rows = Rows(writer.ToString());
        Assert.Equal(51, rows.Count);
        Assert.Equal(CsvExport.Header.Split(','), rows[0]);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        Assert.Equal(Samples.Odd(1, 50).Events.Select(e => e.Text ?? ""), rows.Skip(1).Select(r => r[^1]));
    }

    private static ProtobufFields Profile(Trace trace, PprofProfile kind)
    {
        using var unzipped = new GZipStream(new MemoryStream(Bytes(s => PprofExport.Write(trace, kind, s))), CompressionMode.Decompress);
        using var content = new MemoryStream();
        unzipped.CopyTo(content);
        return new ProtobufFields(content.ToArray());
    }

    private static void Hold(object gate)
    {
        lock (gate)
        {
            Thread.Sleep(30);
        }
    }

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    /// <summary>Reads by RFC 4180.</summary>
    private static List<List<string>> Rows(string csv)
    {
        var (rows, row, field, quoted) = (new List<List<string>>(), new List<string>(), "", false);
        for (var i = 0; i < csv.Length; i++)
        {
            if (quoted && csv[i] == '"' && i + 1 < csv.Length && csv[i + 1] == '"')
            {
                field += csv[++i];
            }
            else if (csv[i] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && csv[i] is ',' or '\n')
            {
                row.Add(field);
                field = "";
                if (csv[i] == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else if (quoted || csv[i] != '\r')
            {
                field += csv[i];
            }
        }

        return rows;
    }
}
