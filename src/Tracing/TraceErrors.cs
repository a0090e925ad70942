using System.Globalization;
using ConcurrencyTrace.Tracing.Format;

namespace ConcurrencyTrace.Tracing;

/// <summary>Every error and warning that reading a trace gives, with its code; described in <c>docs/errors.md</c>.</summary>
internal static class TraceErrors
{
    private const string TakeAgain = "Take the file from the run's artifacts again.";

    public static TraceFormatException NotATrace(string file) =>
        new("CTR0301", file, $"not a trace: it begins neither with \"CTRACE\" nor with \"{TraceText.Magic}\". Give the .ctrace file, or its text, that a run wrote.");

    public static TraceFormatException Newer(string file, string version) =>
        new("CTR0302", file, $"format version {version} is newer than version {TraceFormat.Version}, which this build reads. Update the ConcurrencyTrace packages or the ctrace tool.");

    public static TraceFormatException Unreadable(string file, Exception cause) =>
        new("CTR0303", file, $"cannot read the trace: {cause.Message} Check the path.", inner: cause);

    public static TraceFormatException NothingWhole(string file, long offset, string problem) =>
        new("CTR0304", file, $"the first chunk, at byte {Number(offset)}, is damaged: {problem}. Nothing of the trace can be read. {TakeAgain}", offset);

    public static TraceFormatException BadLine(string file, int line, string text, string expected) =>
        new("CTR0305", file, $"cannot read \"{(text.Length > 80 ? text[..80] + "…" : text)}\", expected {expected}. The text was changed by hand or damaged. {TakeAgain}", line: line);

    public static string Truncated(string file, long offset) =>
        $"CTR0306: {file}: the trace is truncated: it ends at byte {Number(offset)} without a last chunk. Everything before was read. {TakeAgain}";

    public static string Damaged(string file, long offset, string problem) =>
        $"CTR0307: {file}: the chunk at byte {Number(offset)} is damaged: {problem}. Everything before was read, nothing after. {TakeAgain}";

    public static IOException CannotWrite(string file, Exception cause) =>
        new($"CTR0602: {file}: the trace cannot be written: {cause.Message} Give a path in a folder that this process may write to, and that no other process writes.", cause);

    public static string WritingStopped(Exception cause) =>
        $"CTR0603: writing the trace stopped: {cause.Message.ReplaceLineEndings(" ")} What was recorded up to the last whole chunk can be read; everything after is missing.";

    public static string Forgotten(TimeSpan? last, long? bytes) =>
        "CTR0604: the flight recorder kept only the last "
        + string.Join(" and at most ", new[] { last is { } time ? $"{Number((long)time.TotalMilliseconds)} ms" : null, bytes is { } size ? $"{Number(size)} bytes" : null }.Where(part => part is not null))
        + ": events before are missing, so that operations and resources may turn up in any state.";

    public static InvalidOperationException SessionIsOn() =>
        new("CTR0601: a trace session is on already in this process. Stop it first: there is one at a time.");

    public static InvalidOperationException NotAFlightRecorder() =>
        new("CTR0605: this trace session is no flight recorder: its file has everything already. Set KeepLast or KeepBytes to save what was recorded last.");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
