using System.Text;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Harness.Settings;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>The message of a failing test: what broke, the interleaving, the files, the command that replays it.</summary>
internal static class FailureText
{
    /// <summary>The first line, which tools may parse: <c>Method: KIND in schedule n of N (seed 0x…, …)</c>. It is the report's first line.</summary>
    public static string Heading(ScheduleFailure failure, TracedTestRunnerContext context)
    {
        var line = Lines(failure.Report)[0];
        var end = line.IndexOf(" in schedule ", StringComparison.Ordinal);
        var kind = end < 0 ? -1 : line.LastIndexOf(": ", end, StringComparison.Ordinal);

        // The report takes what follows the identity's last point for the name, and a row's arguments may have points too.
        return kind < 0 ? line : string.Concat(context.Identity.AsSpan(context.Test.TestMethod.TestClass.TestClassName.Length + 1), line.AsSpan(kind));
    }

    /// <summary>The rest of the report, and the exception's message where the report has its first line only.</summary>
    public static string Body(ScheduleFailure failure)
    {
        var report = string.Join('\n', Lines(failure.Report)[1..]).Trim('\n');
        var message = failure.Exception?.Message.Trim() ?? "";
        return Lines(message).All(line => report.Contains(line.Trim(), StringComparison.Ordinal))
            ? report
            : $"  {message.ReplaceLineEndings("\n  ")}\n\n{report}";
    }

    public static string Compose(string heading, string body, string? trace, string? report, string? replayCommand, IReadOnlyList<string> problems)
    {
        var text = new StringBuilder(heading).Append("\n\n").Append(body).Append('\n');
        Line("trace", trace is null ? null : RunDirectories.Display(trace));
        Line("report", report is null ? null : RunDirectories.Display(report));
        Line("replay", replayCommand);
        foreach (var problem in problems)
        {
            text.Append("\n  ").Append(problem);
        }

        return text.ToString();

        void Line(string label, string? value)
        {
            if (value is not null)
            {
                text.Append("\n  ").Append(label.PadRight(9)).Append(value);
            }
        }
    }

    private static string[] Lines(string text) => text.TrimEnd().ReplaceLineEndings("\n").Split('\n');
}
