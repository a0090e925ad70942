using System.Diagnostics.Tracing;
using ConcurrencyTrace.Capture.Session;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture.Tests;

/// <summary>What a source says is written as bytes on the thread that says it, and read as text later.</summary>
public class NetworkEventTests
{
    private static readonly NetworkLog Log = new();

    [Fact]
    public void A_payload_is_read_as_it_was_written()
    {
        var text = Said(bytes: 1024, () => Log.RequestStart("bücher.example", 80, -5_000_000_000, 2, true, 0.25));

        Assert.Equal("RequestStart host=bücher.example port=80 id=-5000000000 version=2 isSecure=True milliseconds=0.25", text);
    }

    [Fact]
    public void What_has_no_payload_is_its_name() => Assert.Equal("RequestStop", Said(bytes: 1024, Log.RequestStop));

    [Fact]
    public void A_payload_ends_where_there_is_no_room_for_more()
    {
        var text = Said(bytes: 16, () => Log.RequestStart("host", 80, 1, 2, true, 0.25));

        Assert.Equal("RequestStart host=host port=80", text);
    }

    [Fact]
    public void The_text_of_equal_payloads_is_one_and_that_of_others_another()
    {
        var cache = new TextCache();
        var (start, stop) = (Hear(() => Log.RequestStart("host", 80, 1, 2, true, 0.25)), Hear(Log.RequestStop));
        var text = Cached(start);

        Assert.Same(text, Cached(start));
        Assert.Equal("RequestStop", Cached(stop));
        Assert.Equal("RequestStart host=other port=80 id=1 version=2 isSecure=True milliseconds=0.25", Cached(Hear(() => Log.RequestStart("other", 80, 1, 2, true, 0.25))));
        Assert.Equal("said", cache.Of(0, "said"u8));
        Assert.Null(cache.Of(0, []));

        string? Cached(EventWrittenEventArgs heard)
        {
            Span<byte> written = stackalloc byte[1024];
            var known = Source.Of(heard);
            return cache.Of(known.Number, written[..known.Write(heard.Payload, written)]);
        }
    }

    private static NetworkSource Source { get; } = new(IoKind.Http);

    private static string Said(int bytes, Action say)
    {
        var heard = Hear(say);
        Span<byte> written = stackalloc byte[bytes];
        var known = Source.Of(heard);
        return NetworkEvent.Numbered(known.Number).Read(written[..known.Write(heard.Payload, written)]);
    }

    private static EventWrittenEventArgs Hear(Action say)
    {
        using var listener = new Ear();
        say();
        return Assert.Single(listener.Heard);
    }

    private sealed class Ear : EventListener
    {
        public Ear() => EnableEvents(Log, EventLevel.Informational);

        public List<EventWrittenEventArgs> Heard { get; } = [];

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventSource == Log)
            {
                Heard.Add(eventData);
            }
        }
    }

    [EventSource(Name = "ConcurrencyTrace-Capture-Tests-Network")]
    private sealed class NetworkLog : EventSource
    {
        [Event(1)]
        public void RequestStart(string host, int port, long id, byte version, bool isSecure, double milliseconds) =>
            WriteEvent(1, host, port, id, version, isSecure, milliseconds);

        [Event(2)]
        public void RequestStop() => WriteEvent(2);
    }
}
