using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>What the runtime itself did during the replay of a failure. Virtual time says nothing of when: each event gets its place among those recorded.</summary>
internal static class ReplayedEvents
{
    /// <summary>Ends the capture; the time of each event is the number of recorded events that came before it.</summary>
    public static IReadOnlyList<TraceEvent> Stop(IRunCapture capture, Recorder recorder)
    {
        return [.. capture.Stop(new Positions([.. recorder.Timestamps])).Where(IsOfProgram)];
    }

    // Unwinding what a failure left is our doing.
    private static bool IsOfProgram(TraceEvent e) =>
        e.Kind != EventKind.ExceptionThrown || e.Text?.StartsWith(typeof(OperationAbortedException).FullName!, StringComparison.Ordinal) != true;

    private sealed class Positions(List<long> timestamps) : IRunTimeline
    {
        public long TimeOf(long timestamp)
        {
            var found = timestamps.BinarySearch(timestamp);
            return found < 0 ? ~found : found + 1;
        }

        // Runs under control do not mark their threads; runs on the real scheduler beside them do.
        public int? OperationOf(Guid activity) => ObservedOperation.ReadActivity(activity, 0) < 0 ? null : 0;
    }
}
