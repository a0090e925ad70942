using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Assertions.Tests.Programs.Pairs;

/// <summary>The runtime, which a test cannot bring to do these things reliably, and the recording itself.</summary>
internal static class RuntimePairs
{
    public static IReadOnlyList<Pair> All() =>
    [
        Pair.Made(
            "HaveNoThreadPoolStarvation",
            trace => trace.Should().HaveNoThreadPoolStarvation(),
            () => Observed(Event(100, EventKind.Blocked, 1, (long)BlockReason.TaskWait), Event(600, EventKind.ThreadPoolStarvation, 0, 3), Event(700, EventKind.Unblocked, 0, subject: 1)),
            () => Observed(Event(600, EventKind.ThreadPoolSize, 0, 3))).OfObserveModeOnly().NeedsRuntimeEvents(),
        Pair.Made(
            "HaveMaxGcPause",
            trace => trace.Should().HaveMaxGcPause(10.Milliseconds()),
            () => Observed(Event(100, EventKind.SuspensionBegin, 0, text: "SuspendForGC"), Event(125, EventKind.SuspensionEnd, 0)),
            () => Observed(
                Event(100, EventKind.SuspensionBegin, 0, text: "SuspendForGC"),
                Event(110, EventKind.SuspensionEnd, 0),
                Event(200, EventKind.SuspensionBegin, 0, text: "SuspendForDebugger"),
                Event(900, EventKind.SuspensionEnd, 0))).OfObserveModeOnly().NeedsRuntimeEvents(),
        Pair.Made(
            "HaveMaxSchedulerLatency",
            trace => trace.Should().HaveMaxSchedulerLatency(10.Milliseconds()),
            () => Observed(Event(100, EventKind.OperationCreated, 1, subject: 2), Event(150, EventKind.OperationStarted, 2)),
            () => Observed(Event(100, EventKind.OperationCreated, 1, subject: 2), Event(110, EventKind.OperationStarted, 2))).OfObserveModeOnly(),
        Pair.Made(
            "NotHaveLostEvents",
            trace => trace.Should().NotHaveLostEvents(),
            () => Pair.Lossy(Observed()),
            () => Observed()) with
        {
            Blind = [],
        },
    ];

    private static TraceEvent Event(int at, EventKind kind, int operation, long detail = 0, int subject = 0, string? text = null) =>
        new(TimeSpan.FromMilliseconds(at).Ticks, kind, operation, subject, detail, 0, text);

    private static Trace Observed(params TraceEvent[] events) => new(
        new TraceHeader("T", TraceMode.Observe, 0, 0) { HasRuntimeEvents = true },
        [Event(0, EventKind.OperationStarted, 1), .. events],
        [new OperationInfo(1, "body", OperationKind.Body, 0, 0), new OperationInfo(2, "Task.Run", OperationKind.Task, 1, 0)],
        []);
}
