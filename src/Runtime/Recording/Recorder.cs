using System.Diagnostics;

namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>The events of one run, in memory, in order. Not synchronised: in a controlled run one operation at a time records.</summary>
internal sealed class Recorder
{
    private TraceEvent[] events = new TraceEvent[256];
    private List<long>? timestamps;

    public int Count { get; private set; }

    public ReadOnlySpan<TraceEvent> Events => events.AsSpan(0, Count);

    /// <summary>When each event was recorded, as <see cref="Stopwatch.GetTimestamp"/> counts; empty unless <see cref="KeepTimestamps"/> was asked for.</summary>
    public IReadOnlyList<long> Timestamps => timestamps ?? [];

    /// <summary>Notes the real time of each event of this run beside its virtual time.</summary>
    public void KeepTimestamps() => timestamps = [];

    public void Add(long time, EventKind kind, int operation, int subject, long detail, long site, string? text = null)
    {
        if (Count == events.Length)
        {
            Array.Resize(ref events, Count * 2);
        }

        timestamps?.Add(Stopwatch.GetTimestamp());
        events[Count++] = new TraceEvent(time, kind, operation, subject, detail, site, text);
    }

    /// <summary>Forgets everything and keeps the memory, for the next run.</summary>
    public void Clear()
    {
        Array.Clear(events, 0, Count);
        Count = 0;
        timestamps = null;
    }
}
