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

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
