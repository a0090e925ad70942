using System.Text;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>An exception that ended a schedule: its first line for the summary, then the rest and where the user's code threw it.</summary>
internal static class ExceptionText
{
    private const int MostLines = 40;
    private const int MostFrames = 8;

    // Frames that are the same in every failure.
    private static readonly string[] Machinery = ["at System.", "at ConcurrencyTrace.Runtime.", "at <ConcurrencyTrace>", "at ConcurrencyTrace.Exploration.", "at ConcurrencyTrace.Harness.Running.", "at Xunit."];

    public static string Summary(RunOutcome outcome) =>
        Headline(outcome.Exception!) + (outcome.Operation > 1 ? $" (in op {outcome.Operation})" : "");

    public static string Headline(Exception exception) => $"{exception.GetType().Name}: {Lines(exception.Message)[0]}";

    public static string Details(Exception exception)
    {
        var text = new StringBuilder();
        Append(text, Lines(exception.Message).Skip(1), MostLines);
        Append(text, Frames(exception), MostFrames);
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            Append(text, [$"caused by {Headline(cause)}", .. Lines(cause.Message).Skip(1), .. Frames(cause)], MostLines);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<string> lines, int most)
    {
        foreach (var line in lines.Take(most))
        {
            text.AppendLine(line.Length == 0 ? "" : "  " + line);
        }
    }

    private static IEnumerable<string> Frames(Exception exception) =>
        Lines(exception.StackTrace ?? "").Select(line => line.Trim()).Where(line =>
            line.StartsWith("at ", StringComparison.Ordinal) && !Array.Exists(Machinery, frame => line.StartsWith(frame, StringComparison.Ordinal)));

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');
}
