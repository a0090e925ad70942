using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Exports;

/// <summary>Perfetto's own format, for ui.perfetto.dev and trace_processor: a track an operation with its states, a flow an unblocking, a counter of live operations.</summary>
public static class PerfettoExport
{
    // Field numbers of perfetto/protos: trace.proto, trace_packet.proto, track_descriptor.proto, track_event.proto.
    private const int Packet = 1;
    private const int PacketTimestamp = 8;
    private const int PacketSequence = 10;
    private const int PacketTrackEvent = 11;
    private const int PacketTrackDescriptor = 60;
    private const int TrackUuid = 1;
    private const int TrackName = 2;
    private const int TrackParent = 5;
    private const int TrackCounter = 8;
    private const int EventType = 9;
    private const int EventTrack = 11;
    private const int EventCategories = 22;
    private const int EventName = 23;
    private const int EventCounterValue = 30;
    private const int EventFlows = 47;
    private const int EventTerminatingFlows = 48;
    private const int EventAnnotations = 4;
    private const int AnnotationName = 10;
    private const int AnnotationText = 6;

    private const long RootTrack = 1;
    private const long CounterTrack = 2;
    private const long FirstOperationTrack = 1000;

    private enum TrackEventType
    {
        SliceBegin = 1,
        SliceEnd = 2,
        Instant = 3,
        Counter = 4,
    }

    /// <summary>Writes <paramref name="trace"/>.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="time">What the time axis shows.</param>
    public static void Write(Trace trace, Stream stream, ExportTime time = ExportTime.Clock)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(stream);
        var axis = new ExportAxis(trace, time);
        Track(stream, RootTrack, trace.Header.Test.Length > 0 ? trace.Header.Test : "trace");
        Track(stream, CounterTrack, "live operations", isCounter: true);
        foreach (var operation in trace.Operations)
        {
            Track(stream, FirstOperationTrack + operation.Id, ExportAxis.Name(operation));
        }

        // Slices of one track must be in order; at the same time, ends come before begins.
        var packets = new List<(long Time, int Event, int Order, Action<ProtobufWriter> Write)>();
        foreach (var interval in OperationTimeline.Of(trace).Intervals)
        {
            packets.Add((axis.Start(interval), interval.FirstEvent, 2, e => Begin(e, trace, axis, interval)));
            packets.Add((axis.End(interval), interval.LastEvent ?? trace.Events.Count, 0, e => Of(e, TrackEventType.SliceEnd, FirstOperationTrack + interval.Operation)));
        }

        foreach (var (index, by, operation) in axis.Wakeups())
        {
            packets.Add((axis.At(index), index, 3, e => Flow(e, EventFlows, FirstOperationTrack + by, index)));
            packets.Add((axis.At(index), index, 4, e => Flow(e, EventTerminatingFlows, FirstOperationTrack + operation, index)));
        }

        foreach (var (index, name, stack) in axis.Samples())
        {
            packets.Add((axis.At(index), index, 5, e =>
            {
                Of(e, TrackEventType.Instant, trace.Events[index].Operation is > 0 and var operation ? FirstOperationTrack + operation : RootTrack);
                e.Text(EventCategories, "sample");
                e.Text(EventName, name);
                Annotate(e, "stack", stack);
            }
            ));
        }

        foreach (var (index, _, count) in LiveOperations.OverTime(trace))
        {
            packets.Add((axis.At(index), index, 1, e =>
            {
                Of(e, TrackEventType.Counter, CounterTrack);
                e.Number(EventCounterValue, count);
            }
            ));
        }

        foreach (var (at, _, _, write) in packets.OrderBy(p => (p.Time, p.Event, p.Order)))
        {
            Write(stream, packet =>
            {
                packet.Number(PacketTimestamp, at);
                packet.Message(PacketTrackEvent, write);
            });
        }
    }

    private static void Begin(ProtobufWriter e, Trace trace, ExportAxis axis, StateInterval interval)
    {
        Of(e, TrackEventType.SliceBegin, FirstOperationTrack + interval.Operation);
        e.Text(EventCategories, interval.State.ToString());
        e.Text(EventName, axis.Name(interval));
        Annotate(e, "site", trace.SiteAt(interval.Site).ToString());
    }

    private static void Annotate(ProtobufWriter e, string name, string text) => e.Message(EventAnnotations, annotation =>
    {
        annotation.Text(AnnotationName, name);
        annotation.Text(AnnotationText, text);
    });

    private static void Flow(ProtobufWriter e, int field, long track, int number)
    {
        Of(e, TrackEventType.Instant, track);
        e.Text(EventName, field == EventFlows ? "unblocks" : "unblocked");
        e.FixedNumber(field, number + 1);
    }

    private static void Of(ProtobufWriter e, TrackEventType type, long track)
    {
        e.Number(EventType, (long)type);
        e.Number(EventTrack, track);
    }

    private static void Track(Stream stream, long uuid, string name, bool isCounter = false) => Write(stream, packet => packet.Message(PacketTrackDescriptor, track =>
    {
        track.Number(TrackUuid, uuid);
        track.Text(TrackName, name);
        if (uuid != RootTrack)
        {
            track.Number(TrackParent, RootTrack);
        }

        if (isCounter)
        {
            track.Message(TrackCounter, static _ => { });
        }
    }));

    private static void Write(Stream stream, Action<ProtobufWriter> write)
    {
        var trace = new ProtobufWriter();
        trace.Message(Packet, packet =>
        {
            packet.Number(PacketSequence, 1);
            write(packet);
        });
        stream.Write(trace.Written);
    }
}
