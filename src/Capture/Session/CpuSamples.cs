using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>The samples of a <c>.nettrace</c> file: what each thread that ran managed code was found doing, once a millisecond.</summary>
internal static class CpuSamples
{
    public const string Provider = "Microsoft-DotNETCore-SampleProfiler";

    private const long Interval = TimeSpan.TicksPerMillisecond;

    // The sampler sees every thread; this says of one that it runs managed code, and neither waits nor runs the system's.
    private const byte AtWork = 2;

    // What our assemblies' names begin with. Their frames are nothing that the program does.
    private const string Ours = "ConcurrencyTrace.";

    private static readonly string[] Recorders = [typeof(CpuSamples).Assembly.GetName().Name!, typeof(IRunTimeline).Assembly.GetName().Name!];

    /// <summary>Reads them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="since">Those before this timestamp are left out.</param>
    /// <param name="timeline">The run that they are for.</param>
    public static List<TraceEvent> Read(string path, long since, IRunTimeline timeline)
    {
        var log = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using var file = new TraceLog(TraceLog.CreateFromEventPipeDataFile(path, log));
            return [.. Samples(file, since, timeline)];
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static IEnumerable<TraceEvent> Samples(TraceLog file, long since, IRunTimeline timeline)
    {
        var stacks = new Dictionary<CallStackIndex, int>();
        foreach (var e in file.Events)
        {
#pragma warning disable CS0618 // the stopwatch's own count is what is wanted here
            var timestamp = e.TimeStampQPC;
#pragma warning restore CS0618
            if (e.ProviderName == Provider
                && e.EventData() is [AtWork, ..]
                && timestamp >= since
                && timeline.OperationOn(e.ThreadID, timestamp) is { } operation
                && !(operation == 0 && Calls(e.CallStack()).Any(static call => Recorders.Contains(call.ModuleName))))
            {
                var index = e.CallStackIndex();
                if (!stacks.TryGetValue(index, out var stack))
                {
                    stacks.Add(index, stack = index == CallStackIndex.Invalid ? 0 : StackTable.Add(Frames(e.CallStack())));
                }

                yield return new TraceEvent(timeline.TimeOf(timestamp), EventKind.CpuSample, operation, e.ThreadID, Interval, 0, null, stack);
            }
        }
    }

    private static IEnumerable<long> Frames(TraceCallStack? frame) =>
        from call in Calls(frame)
        where !call.ModuleName.StartsWith(Ours, StringComparison.Ordinal)
        select SiteTable.OfMethod(call.FullMethodName is { Length: > 0 } method ? method : call.ModuleName).Id;

    private static IEnumerable<TraceCodeAddress> Calls(TraceCallStack? frame)
    {
        for (; frame is not null; frame = frame.Caller)
        {
            yield return frame.CodeAddress;
        }
    }
}
