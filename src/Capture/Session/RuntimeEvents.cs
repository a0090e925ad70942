using ConcurrencyTrace.Runtime.Recording;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>Events of the runtime itself, in our kinds.</summary>
internal static class RuntimeEvents
{
    public const string Provider = "Microsoft-Windows-DotNETRuntime";

    public const long Keywords = (long)(
        ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.Contention | ClrTraceEventParser.Keywords.Threading);

    public static void Subscribe(EventPipeEventSource source, Action<CapturedEvent, string?> collect)
    {
        var clr = source.Clr;
        clr.GCStart += e => Add(e, EventKind.GcBegin, e.Depth, $"generation {e.Depth}, {e.Reason}, {e.Type}");
        clr.GCStop += e => Add(e, EventKind.GcEnd, e.Depth);
        clr.GCSuspendEEStart += e => Add(e, EventKind.SuspensionBegin, e.Count, e.Reason.ToString());
        clr.GCRestartEEStop += e => Add(e, EventKind.SuspensionEnd, 0);
        clr.GCHeapStats += e => Add(e, EventKind.HeapSize, e.TotalHeapSize);
        clr.ContentionStart += e => Add(e, EventKind.ContentionBegin, (long)e.LockOwnerThreadID);
        clr.ContentionStop += e => Add(e, EventKind.ContentionEnd, (long)e.DurationNs / TimeSpan.NanosecondsPerTick);
        clr.ThreadRunning += e => Add(e, EventKind.ThreadStarted, 0);
        clr.ThreadPoolWorkerThreadStart += e => Add(e, EventKind.ThreadPoolSize, e.ActiveWorkerThreadCount);
        clr.ThreadPoolWorkerThreadStop += e => Add(e, EventKind.ThreadPoolSize, e.ActiveWorkerThreadCount);
        clr.ThreadPoolWorkerThreadAdjustmentAdjustment += e =>
        {
            var starves = e.Reason == ThreadAdjustmentReason.Starvation;
            Add(e, starves ? EventKind.ThreadPoolStarvation : EventKind.ThreadPoolSize, e.NewWorkerThreadCount, e.Reason.ToString());
        };

        void Add(Microsoft.Diagnostics.Tracing.TraceEvent e, EventKind kind, long detail, string? text = null) =>
            collect(CapturedEvent.Of(e, kind, detail), text);
    }
}
