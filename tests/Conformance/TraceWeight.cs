using System.Globalization;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Conformance;

/// <summary>How long the files are of the traces that the suite's programs leave: of each failure, and of the last schedule of each twin.</summary>
internal sealed class TraceWeight
{
    private readonly long events;
    private readonly long bytes;
    private readonly long bareBytes;

    public TraceWeight()
    {
        foreach (var trace in AllPairs.List.SelectMany(pair => new[] { Failing(pair), Judged.Correct(pair).Trace }))
        {
            events += trace.Events.Count;
            bytes += Size(trace);
            bareBytes += Size(new Trace(new TraceHeader("", TraceMode.Explore, 0, 0), trace.Events, [], []));
        }
    }

    /// <summary>Bytes an event of whole files, with names, places and the schedule.</summary>
    public double BytesPerEvent => bytes / (double)events;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{events} events in traces: {BytesPerEvent:0.00} bytes an event, {bareBytes / (double)events:0.00} without names and schedule");

    // The suite replays a shorter livelock than users meet.
    private static Trace Failing(Pair pair) => pair.Kind == FailureKind.StepBound
        ? Explorer.Run(pair.Buggy, new ExplorerOptions { TestIdentity = pair.Name, Shrink = false }).Trace
        : Judged.Buggy(pair).Trace;

    private static long Size(Trace trace)
    {
        using var stream = new MemoryStream();
        trace.Save(stream);
        return stream.Length;
    }
}
