using System.Text.Json;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Exports;

/// <summary>The Trace Event Format of Chrome: opens in chrome://tracing, Perfetto and many others. A row an operation, an arrow an unblocking, a counter of live operations.</summary>
public static class ChromeExport
{
    /// <summary>Writes <paramref name="trace"/> as JSON.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="time">What the time axis shows.</param>
    public static void Write(Trace trace, Stream stream, ExportTime time = ExportTime.Clock)
    {
        ArgumentNullException.ThrowIfNull(trace);
        using var json = new Utf8JsonWriter(stream);
        var axis = new ExportAxis(trace, time);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ns");
        json.WriteStartArray("traceEvents");
        foreach (var operation in trace.Operations)
        {
            Begin(json, "M", "thread_name", operation.Id);
            json.WriteStartObject("args");
            json.WriteString("name", ExportAxis.Name(operation));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        foreach (var interval in OperationTimeline.Of(trace).Intervals)
        {
            Begin(json, "X", axis.Name(interval), interval.Operation, axis.Start(interval));
            json.WriteNumber("dur", (axis.End(interval) - axis.Start(interval)) / 1000m);
            json.WriteString("cat", interval.State.ToString());
            json.WriteStartObject("args");
            json.WriteString("site", trace.SiteAt(interval.Site).ToString());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        foreach (var (index, by, operation) in axis.Wakeups())
        {
            Flow(json, "s", index, by, axis.At(index));
            Flow(json, "f", index, operation, axis.At(index));
        }

        foreach (var (index, name, stack) in axis.Samples())
        {
            Begin(json, "i", name, trace.Events[index].Operation, axis.At(index));
            json.WriteString("cat", "sample");
            json.WriteString("s", "t");
            json.WriteStartObject("args");
            json.WriteString("stack", stack);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        foreach (var (index, _, count) in LiveOperations.OverTime(trace))
        {
            Begin(json, "C", "live operations", 0, axis.At(index));
            json.WriteStartObject("args");
            json.WriteNumber("live", count);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Flow(Utf8JsonWriter json, string phase, int number, int operation, long time)
    {
        Begin(json, phase, "unblocks", operation, time);
        json.WriteNumber("id", number);
        json.WriteString("cat", "unblocks");
        json.WriteString("bp", "e");
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string phase, string name, int operation, long time = 0)
    {
        json.WriteStartObject();
        json.WriteString("ph", phase);
        json.WriteString("name", name);
        json.WriteNumber("pid", 1);
        json.WriteNumber("tid", operation);
        json.WriteNumber("ts", time / 1000m);
    }
}
