using System.Diagnostics.Tracing;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>Writes events of our own into the session: when one has come through, everything before it has.</summary>
[EventSource(Name = SourceName)]
internal sealed class MarkerSource : EventSource
{
    public const string SourceName = "ConcurrencyTrace-Capture";

    private MarkerSource()
    {
    }

    public static MarkerSource Instance { get; } = new();

    [Event(1)]
    public void Mark(int number) => WriteEvent(1, number);
}
