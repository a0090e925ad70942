using ConcurrencyTrace.Capture;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>The runtime's own events, for runs that the harness starts.</summary>
internal sealed class HarnessCapture(string? nettracePath) : IRunCapture
{
    private readonly CaptureScope scope = RuntimeCapture.Start(new RuntimeCaptureOptions { NettracePath = nettracePath });

    public IReadOnlyList<TraceEvent> Take(Func<long, long> timeOf, Func<Guid, int?> operationOf) => scope.Take(timeOf, operationOf);

    public IReadOnlyList<TraceEvent> Stop(Func<long, long> timeOf, Func<Guid, int?> operationOf) => scope.Stop(timeOf, operationOf);
}
