namespace ConcurrencyTrace.Capture;

/// <summary>What a trace says where runtime events are missing from it; described in <c>docs/errors.md</c>.</summary>
internal static class CaptureNotices
{
    public const string Dropped =
        "CTR0201: the runtime dropped events because its buffers were full: at least this many of GC, thread pool, contention, exceptions, network.";

    public static string NotOpened(Exception cause) =>
        $"CTR0202: GC, thread-pool, contention, exception and network events are missing: no EventPipe session could be opened ({Line(cause)}). Check that DOTNET_EnableDiagnostics is not 0 and that fewer than 64 sessions are open.";

    public static string Ended(Exception? cause) =>
        $"CTR0203: GC, thread-pool, contention, exception and network events are missing: the EventPipe session ended{(cause is null ? "" : $" ({Line(cause)})")}.";

    public static string Late(TimeSpan patience) =>
        $"CTR0204: some GC, thread-pool, contention, exception or network events may be missing: the runtime did not hand them over within {patience.TotalSeconds:0} s.";

    public static string Missing(int found, int counted) =>
        $"CTR0205: {counted - found} of {counted} garbage collections are missing: the runtime counted them, and did not hand them over.";

    public static string NoNettrace(string path, Exception cause) =>
        $"CTR0206: {path} is missing: the .nettrace file could not be written ({Line(cause)}).";

    private static string Line(Exception cause) => cause.Message.ReplaceLineEndings(" ");
}
