using System.Diagnostics;
using System.Diagnostics.Tracing;
using ConcurrencyTrace;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using ConcurrentPrograms;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using static Benchmarks.Results;
using Trace = ConcurrencyTrace.Tracing.Trace;

namespace Benchmarks;

/// <summary>The trace file: bytes an event, events read a second against TraceEvent on a <c>.nettrace</c> of the same annotations, and the memory of the reader.</summary>
internal static class TraceFiles
{
    private const int Large = 10_000_000;
    private const int Annotations = 300_000;
    private const int Rounds = 5;

    public static void Run(Results results)
    {
        results.Section("Trace files", "Explored programs as they leave a failure or their last schedule, and one trace of 10 million events made of stretches of their events, with times, operations and resources changed at random.");
        results.Table("trace", "events", "bytes an event", "without names and schedule");
        var traces = Enumerable.Range(0, SixPrograms.Names.Count).Select(i => Explorer.Run(SixPrograms.Get(i), new ExplorerOptions { Schedules = 100 }).Trace).ToList();
        foreach (var (trace, name) in traces.Zip(SixPrograms.Names))
        {
            var bare = new Trace(new TraceHeader("", TraceMode.Explore, 0, 0), trace.Events, [], []);
            results.Row(name, Number(trace.Events.Count), Number(Size(trace) / (double)trace.Events.Count, "0.00"), Number(Size(bare) / (double)trace.Events.Count, "0.00"));
        }

        var file = Path.GetTempFileName();
        try
        {
            var size = WriteLarge(traces, file, Large);
            results.Verdict(size <= 4.0 * Large, $"{Number(size / (double)Large, "0.00")} bytes an event over 10 million (at most 4; Go's are 4.5).");
            Reading(results, file);
            Memory(results, traces, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Reading(Results results, string file)
    {
        var nettrace = Path.GetTempFileName();
        var written = Record(nettrace);
        List<double> ours = [], theirs = [];
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(Rate(() => Read(file)));
            theirs.Add(Rate(() => Parse(nettrace)));
        }

        File.Delete(nettrace);
        results.Table("reader", "events a second");
        results.Row("TraceReader", Number(Statistics.Median(ours)));
        results.Row($"TraceEvent, {Number(written)} annotations", Number(Statistics.Median(theirs)));
        results.Verdict(Statistics.Median(ours) >= 10_000_000, $"{Number(Statistics.Median(ours) / 1e6, "0.0")} million events a second (at least 10), {Number(Statistics.Median(ours) / Statistics.Median(theirs), "0")} times as many as TraceEvent.");
    }

    private static void Memory(Results results, List<Trace> traces, string file)
    {
        var small = Path.GetTempFileName();
        WriteLarge(traces, small, Large / 10);
        var (one, ten) = (Peak(small), Peak(file));
        File.Delete(small);
        results.Verdict(ten < one * 1.1, $"the reader holds {Number(ten / 1024.0)} KB at most over 10 million events, {Number(one / 1024.0)} KB over 1 million.");
    }

    private static long Size(Trace trace)
    {
        using var stream = new MemoryStream();
        trace.Save(stream);
        return stream.Length;
    }

    private static long WriteLarge(List<Trace> traces, string file, int count)
    {
        using var stream = File.Create(file);
        using var writer = new TraceWriter(stream, traces[0].Header);
        var random = new Random(1);
        var (written, time) = (0, 0L);
        while (written < count)
        {
            // Repeated as it is, it would compress to nothing: other operations and resources each time, from somewhere on, at wall-clock times as in Observe mode.
            var (events, others) = (traces[random.Next(traces.Count)].Events, random.Next(1000));
            foreach (var e in events.Skip(random.Next(events.Count)).Take(count - written))
            {
                time += random.Next(1, 500);
                writer.Write(e with { Time = time, Operation = e.Operation + others, Subject = e.Subject + random.Next(3) });
                written++;
            }
        }

        writer.Complete();
        return stream.Length;
    }

    private static long Read(string file)
    {
        using var reader = TraceReader.Open(file);
        long events = 0, sum = 0;
        while (reader.Read() is { } chunk)
        {
            foreach (ref readonly var e in chunk.Events.Span)
            {
                sum += e.Time;
            }

            events += chunk.Events.Length;
        }

        return sum == 0 ? 0 : events;
    }

    private static long Parse(string file)
    {
        long events = 0;
        using var source = new EventPipeEventSource(file);
        source.AllEvents += _ => events++;
        source.Process();
        return events;
    }

    /// <summary>The same kind of facts as events of the runtime's own tracing.</summary>
    private static int Record(string file)
    {
        var client = new DiagnosticsClient(Environment.ProcessId);
        using var session = client.StartEventPipeSession(new EventPipeProvider("ConcurrencyTrace-Annotations", EventLevel.LogAlways), requestRundown: false, circularBufferMB: 256);
        var copying = Task.Run(() =>
        {
            using var target = File.Create(file);
            session.EventStream.CopyTo(target);
        });
        for (var i = 0; i < Annotations; i++)
        {
            Annotate.Count("counter", i);
        }

        session.Stop();
        copying.GetAwaiter().GetResult();
        return Annotations;
    }

    private static double Rate(Func<long> read)
    {
        var clock = Stopwatch.StartNew();
        return read() / clock.Elapsed.TotalSeconds;
    }

    private static long Peak(string file)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        using var reader = TraceReader.Open(file);
        for (var chunk = 0; reader.Read() is not null; chunk++)
        {
            if (chunk % 8 == 0)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        return peak;
    }
}
