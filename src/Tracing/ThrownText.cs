using System.Diagnostics;
using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing;

/// <summary>An exception in one line: its type, the first line of its message, and where it was thrown.</summary>
internal static class ThrownText
{
    private const int Longest = 300;

    // Calls that the program makes go through it.
    private const string Runtime = "ConcurrencyTrace.Runtime.";

    /// <summary><c>InvalidOperationException: it is closed, thrown at Account.cs:22</c>.</summary>
    public static string Of(Exception exception)
    {
        var message = exception.Message.ReplaceLineEndings("\n").Split('\n')[0];
        return $"{exception.GetType().Name}: {(message.Length > Longest ? message[..Longest] + "…" : message)}{Place(exception)}";
    }

    // The innermost place whose source is known; else the method, whose name is the compiler's.
    private static string Place(Exception exception)
    {
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        return Array.Find(frames, frame => frame.GetFileName() is not null && DiagnosticMethodInfo.Create(frame)?.DeclaringTypeName.StartsWith(Runtime, StringComparison.Ordinal) != true) is { } known
                ? string.Create(CultureInfo.InvariantCulture, $", thrown at {Site.FileName(known.GetFileName()!)}:{known.GetFileLineNumber()}")
            : frames is [var innermost, ..] && DiagnosticMethodInfo.Create(innermost) is { } method ? $", thrown in {method.DeclaringTypeName}.{method.Name}"
            : "";
    }
}
