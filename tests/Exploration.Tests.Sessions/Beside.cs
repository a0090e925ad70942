using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Exploration.Tests.Sessions;

/// <summary>Gives one event each time that it is asked, and one in the end: each is of the time at which it is asked.</summary>
internal sealed class Beside : IRunCapture
{
    private int asked;

    public IReadOnlyList<TraceEvent> Take(Func<long, long> timeOf, Func<Guid, int?> operationOf) => [Event(timeOf)];

    public IReadOnlyList<TraceEvent> Stop(Func<long, long> timeOf, Func<Guid, int?> operationOf) => [Event(timeOf)];

    private TraceEvent Event(Func<long, long> timeOf)
    {
        var now = timeOf(System.Diagnostics.Stopwatch.GetTimestamp());
        return new TraceEvent(now, EventKind.HeapSize, 0, 0, ++asked, 0, now.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
