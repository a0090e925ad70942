using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>A trace as the file that is attached.</summary>
internal static class TraceFile
{
    public static byte[] Bytes(Trace trace)
    {
        using var stream = new MemoryStream();
        trace.Save(stream);
        return stream.ToArray();
    }
}
