using ConcurrencyTrace.Capture.Session;

namespace ConcurrencyTrace.Capture;

/// <summary>
/// The runtime's own events: garbage collections, contention, the thread pool, exceptions, sockets, HTTP, name resolution, TLS. One EventPipe session
/// serves the whole process: it is opened when first needed, stays open, and is closed at process end.
/// </summary>
public static class RuntimeCapture
{
    /// <summary>Begins to collect what happens in the process from now on.</summary>
    /// <param name="options">The defaults when null.</param>
    /// <remarks>Never throws: where no session can be opened, or a file cannot be written, the scope's events say so.</remarks>
    public static CaptureScope Start(RuntimeCaptureOptions? options = null)
    {
        try
        {
            return new CaptureScope(EventPipeCapture.Open(), null, options ?? new RuntimeCaptureOptions());
        }
        catch (Exception e)
        {
            return new CaptureScope(null, CaptureNotices.NotOpened(e), options ?? new RuntimeCaptureOptions());
        }
    }
}
