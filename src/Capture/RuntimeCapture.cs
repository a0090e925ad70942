using ConcurrencyTrace.Capture.Session;

namespace ConcurrencyTrace.Capture;

/// <summary>
/// The runtime's own events: garbage collections, contention, the thread pool, exceptions, sockets, HTTP, name resolution, TLS. One EventPipe session
/// serves the whole process: it is opened when first needed, stays open, and is closed at process end.
/// </summary>
public static class RuntimeCapture
{
    /// <summary>Begins to collect what happens in the process from now on.</summary>
    /// <remarks>Never throws: where no session can be opened, the scope's events say so.</remarks>
    public static CaptureScope Start()
    {
        try
        {
            return new CaptureScope(EventPipeCapture.Open(), null);
        }
        catch (Exception e)
        {
            return new CaptureScope(null, CaptureNotices.NotOpened(e));
        }
    }
}
