using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>The temporary file of an observation that does not fit into memory; deleted in the end.</summary>
internal sealed class SpillFile : IDisposable
{
    private string? path;

    public TraceWriter Open(TraceHeader header)
    {
        path = Path.Combine(Path.GetTempPath(), $"concurrencytrace-{Guid.NewGuid():N}.ctrace");
        return new TraceWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read), header) { IsLive = true };
    }

    /// <summary>What was written, once it is closed.</summary>
    /// <param name="failure">What a person should know when the writing failed.</param>
    public Trace Read(string? failure)
    {
        if (failure is null)
        {
            return Trace.Load(path!);
        }

        var lost = new TraceEvent(0, EventKind.EventsLost, 0, 0, 0, 0, failure);
        var header = new TraceHeader("", TraceMode.Observe, 0, 0);
        try
        {
            var trace = Trace.Load(path!);
            return TraceMerge.With(trace, [lost with { Time = trace.Events is [.., var last] ? last.Time : 0 }]);
        }
        catch (TraceFormatException)
        {
            return new Trace(header, [lost], [], []); // not one whole chunk was written
        }
    }

    public void Dispose()
    {
        if (path is not null)
        {
            File.Delete(path);
        }
    }
}
