using System.Text.Json;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Exports;

/// <summary>The file format of speedscope.app: a profile an operation, over time, with what it waited for at the place where it was.</summary>
public static class SpeedscopeExport
{
    /// <summary>Writes <paramref name="trace"/> as JSON.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="time">What the time axis shows.</param>
    public static void Write(Trace trace, Stream stream, ExportTime time = ExportTime.Clock)
    {
        ArgumentNullException.ThrowIfNull(trace);
        using var json = new Utf8JsonWriter(stream);
        var (axis, timeline, frames) = (new ExportAxis(trace, time), OperationTimeline.Of(trace), new Frames());
        json.WriteStartObject();
        json.WriteString("$schema", "https://www.speedscope.app/file-format-schema.json");
        json.WriteString("name", trace.Header.Test);
        json.WriteStartArray("profiles");
        foreach (var operation in trace.Operations.Where(o => timeline.IntervalsOf(o.Id).Count > 0))
        {
            var intervals = timeline.IntervalsOf(operation.Id);
            json.WriteStartObject();
            json.WriteString("type", "evented");
            json.WriteString("name", ExportAxis.Name(operation));
            json.WriteString("unit", "nanoseconds");
            json.WriteNumber("startValue", axis.Start(intervals[0]));
            json.WriteNumber("endValue", axis.End(intervals[^1]));
            json.WriteStartArray("events");
            foreach (var interval in intervals)
            {
                var (place, state) = (frames.Of(trace.SiteAt(interval.Site)), frames.Of(axis.Name(interval)));
                Event(json, "O", place, axis.Start(interval));
                Event(json, "O", state, axis.Start(interval));
                Event(json, "C", state, axis.End(interval));
                Event(json, "C", place, axis.End(interval));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (trace.Events.Any(static e => e.Kind == EventKind.CpuSample))
        {
            Samples(json, trace, frames);
        }

        json.WriteEndArray();
        json.WriteStartObject("shared");
        frames.Write(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Samples(Utf8JsonWriter json, Trace trace, Frames frames)
    {
        var samples = trace.Events.Where(static e => e.Kind == EventKind.CpuSample).ToList();
        json.WriteStartObject();
        json.WriteString("type", "sampled");
        json.WriteString("name", "at work");
        json.WriteString("unit", "nanoseconds");
        json.WriteNumber("startValue", 0);
        json.WriteNumber("endValue", samples.Sum(static e => e.Detail) * 100);
        json.WriteStartArray("samples");
        foreach (var sample in samples)
        {
            json.WriteStartArray();
            foreach (var site in sample.Stack == 0 ? [] : trace.Stacks[sample.Stack - 1].Reverse())
            {
                json.WriteNumberValue(frames.Of(trace.SiteAt(site)));
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        samples.ForEach(sample => json.WriteNumberValue(sample.Detail * 100));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Event(Utf8JsonWriter json, string type, int frame, long at)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteNumber("frame", frame);
        json.WriteNumber("at", at);
        json.WriteEndObject();
    }

    private sealed class Frames
    {
        private readonly Dictionary<(string Name, string? File, int Line), int> numbers = [];

        public int Of(Site site) => Of(site.Method, site.File, site.Line);

        public int Of(string name, string? file = null, int line = 0)
        {
            if (!numbers.TryGetValue((name, file, line), out var number))
            {
                numbers.Add((name, file, line), number = numbers.Count);
            }

            return number;
        }

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartArray("frames");
            foreach (var (name, file, line) in numbers.Keys)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                if (file is not null)
                {
                    json.WriteString("file", file);
                    json.WriteNumber("line", line);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }
}
