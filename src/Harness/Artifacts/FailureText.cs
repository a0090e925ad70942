using System.Globalization;
using System.Text;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Harness.Settings;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>The message of a failing test: what broke, the interleaving, the files, the command that replays it.</summary>
internal static class FailureText
{
    /// <summary>The first line, which tools may parse: <c>Method: KIND in schedule n of N (seed 0x…, strategy S, d decisions)</c>.</summary>
    public static string Heading(ScheduleFailure failure, TracedTestRunnerContext context, ExplorerOptions options, ReplayRequest? replay)
    {
        var test = context.Identity[(context.Test.TestMethod.TestClass.TestClassName.Length + 1)..];
        var schedule = failure.Schedule;
        var number = failure.ScheduleNumber.ToString(CultureInfo.InvariantCulture);
        var where = replay is null
            ? $"schedule {number} of {options.Schedules.ToString(CultureInfo.InvariantCulture)}"
            : $"the replay of {RunDirectories.Display(replay.File)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{test}: {Kind(failure.Kind)} in {where} (seed 0x{schedule.Seed:X}, strategy {schedule.Strategy}, {schedule.Decisions.Count} decisions)");
    }

    /// <summary>The report, and the exception's message where the report does not say it.</summary>
    public static string Body(ScheduleFailure failure)
    {
        var report = failure.Report.Trim('\r', '\n').TrimEnd();
        return failure.Exception is not { } exception || report.Contains(FirstLine(exception.Message), StringComparison.Ordinal)
            ? report
            : $"  {exception.GetType().FullName}: {exception.Message.ReplaceLineEndings("\n  ")}\n\n{report}".TrimEnd();
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

    private static string FirstLine(string text) => text.AsSpan().Trim().ToString().Split('\n')[0].TrimEnd('\r');

    private static string Kind(FailureKind kind) => kind switch
    {
        FailureKind.DataRace => "DATA RACE",
        FailureKind.StepBound => "STEP BOUND",
        FailureKind.NotReproduced => "NOT REPRODUCED",
        _ => kind.ToString().ToUpperInvariant(),
    };
}
