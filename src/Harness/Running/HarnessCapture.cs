using ConcurrencyTrace.Capture;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>The runtime's own events, for runs that the harness starts.</summary>
internal sealed class HarnessCapture(string? nettracePath) : IRunCapture
{
    private readonly CaptureScope scope = RuntimeCapture.Start(new RuntimeCaptureOptions { NettracePath = nettracePath });

    public bool AsksForThreads => nettracePath is not null;

    public IReadOnlyList<TraceEvent> Take(IRunTimeline timeline, long until) => scope.Take(timeline, until);

    public void Settle() => scope.Settle();

    public IReadOnlyList<TraceEvent> Stop(IRunTimeline timeline) => scope.Stop(timeline);
}
