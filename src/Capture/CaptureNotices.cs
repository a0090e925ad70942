namespace ConcurrencyTrace.Capture;

/// <summary>What a trace says where runtime events are missing from it; described in <c>docs/errors.md</c>.</summary>
internal static class CaptureNotices
{
    public const string Dropped =
        "CTR0201: the runtime dropped events because its buffers were full: at least this many of GC, thread pool, contention, started threads.";

    public static string NotOpened(Exception cause) =>
        $"CTR0202: events of GC, contention, the thread pool and started threads are missing: no EventPipe session could be opened ({Line(cause)}). Check that DOTNET_EnableDiagnostics is not 0 and that fewer than 64 sessions are open.";

    public static string Ended(Exception? cause) =>
        $"CTR0203: events of GC, contention, the thread pool and started threads are missing: the EventPipe session ended{(cause is null ? "" : $" ({Line(cause)})")}.";

    public static string Late(TimeSpan patience) =>
        $"CTR0204: some events of GC, contention, the thread pool or started threads may be missing: the runtime did not hand them over within {patience.TotalSeconds:0} s.";

    public static string Missing(string kind, long found, long counted) =>
        $"CTR0205: {counted - found} of {counted} {kind} are missing: the runtime counted them, and did not hand them over.";

    public static string NoNettrace(string path, Exception cause) =>
        $"CTR0206: {path} is missing: the .nettrace file could not be written ({Line(cause)}).";

    public static string NoSamples(string path, Exception cause) =>
        $"CTR0207: samples of what threads do are missing: {path} could not be read ({Line(cause)}). Open it with PerfView or dotnet-trace.";

    private static string Line(Exception cause) => cause.Message.ReplaceLineEndings(" ");
}
