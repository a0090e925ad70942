using ConcurrencyTrace.Runtime.Recording;
using Microsoft.Diagnostics.Tracing;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>What the BCL says of sockets, HTTP, name resolution and TLS: the start and the end of each request.</summary>
internal static class NetworkEvents
{
    private static readonly Dictionary<string, IoKind> Kinds = new()
    {
        ["System.Net.Sockets"] = IoKind.Socket,
        ["System.Net.Http"] = IoKind.Http,
        ["System.Net.NameResolution"] = IoKind.Dns,
        ["System.Net.Security"] = IoKind.Tls,
    };

    public static IEnumerable<string> Providers => Kinds.Keys;

    public static void Subscribe(EventPipeEventSource source, Action<CapturedEvent> collect) => source.Dynamic.All += e =>
    {
        if (Kinds.TryGetValue(e.ProviderName, out var io) && KindOf(e.EventName) is var kind and not EventKind.None)
        {
            collect(CapturedEvent.Of(e, kind, (long)io, Text(e)));
        }
    };

    // An end that failed has an event of its own before the plain one.
    private static EventKind KindOf(string name) =>
        name.EndsWith("Start", StringComparison.Ordinal) ? EventKind.IoBegin
        : name.EndsWith("Stop", StringComparison.Ordinal) ? EventKind.IoEnd
        : name.EndsWith("Failed", StringComparison.Ordinal) ? EventKind.Log
        : EventKind.None;

    private static string Text(Microsoft.Diagnostics.Tracing.TraceEvent e)
    {
        var payload = e.PayloadNames.Select((name, i) => $"{name}={e.PayloadValue(i)}");
        return string.Join(' ', [e.EventName.Replace("/", "", StringComparison.Ordinal), .. payload]);
    }
}
