using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>
/// Hears what the BCL says of sockets, HTTP, name resolution and TLS, on the thread that does it. A session of EventPipe would cost those threads as much, and
/// reading it from there many times that.
/// </summary>
internal sealed class NetworkListener : EventListener
{
    private static readonly Dictionary<string, IoKind> Kinds = new()
    {
        ["System.Net.Sockets"] = IoKind.Socket,
        ["System.Net.Http"] = IoKind.Http,
        ["System.Net.NameResolution"] = IoKind.Dns,
        ["System.Net.Security"] = IoKind.Tls,
    };

    private const int LongestPayload = 1024;

    [ThreadStatic]
    private static byte[]? buffer; // of a thread

    private readonly ConcurrentDictionary<EventSource, NetworkSource> sources = new();

    private volatile bool isOn;

    public static IEnumerable<string> Providers => Kinds.Keys;

    /// <summary>Begins to listen, or stops.</summary>
    public void Switch(bool on)
    {
        isOn = on;
        foreach (var source in sources.Keys)
        {
            if (on)
            {
                EnableEvents(source, EventLevel.Informational);
            }
            else
            {
                DisableEvents(source);
            }
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (Kinds.TryGetValue(eventSource.Name, out var kind))
        {
            sources[eventSource] = new NetworkSource(kind);
            if (isOn)
            {
                EnableEvents(eventSource, EventLevel.Informational);
            }
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (sources.TryGetValue(eventData.EventSource, out var source) && source.Of(eventData) is { Kind: not EventKind.None } known)
        {
            var bytes = buffer ??= new byte[LongestPayload];
            ManagedEvents.Collect(known.Kind, (long)source.Kind, known.Number, bytes.AsSpan(0, known.Write(eventData.Payload, bytes)));
        }
    }
}
