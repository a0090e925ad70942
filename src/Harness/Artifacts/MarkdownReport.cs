using System.Globalization;
using System.Text;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Settings;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>The failure as Markdown, for a pull request or an issue.</summary>
internal static class MarkdownReport
{
    public static string Write(string heading, string body, ScheduleFailure failure, ExplorerOptions options, string? trace, string? file, string? schedule, string? command)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(heading).Append("\n\n");
        text.Append("````text\n").Append(body).Append("\n````\n\n");
        if (command is not null)
        {
            text.Append("Replay:\n\n````sh\n").Append(command).Append("\n````\n\n");
        }

        text.Append("| | |\n|---|---|\n");
        Row("test", failure.Schedule.Test.Length > 0 ? failure.Schedule.Test : options.TestIdentity);
        Row("strategy", failure.Schedule.Strategy);
        Row("seed", string.Create(CultureInfo.InvariantCulture, $"0x{failure.Schedule.Seed:X}"));
        Row("decisions", failure.Schedule.Decisions.Count.ToString(CultureInfo.InvariantCulture));
        Row("operations", failure.Trace.Operations.Count.ToString(CultureInfo.InvariantCulture));
        Row("events", failure.Trace.Events.Count.ToString(CultureInfo.InvariantCulture));
        Row("schedule", schedule is null ? "not written" : RunDirectories.Display(schedule));
        Row("trace", file is null ? "not written" : RunDirectories.Display(file));
        Row("trace as text", trace is null ? "not written" : RunDirectories.Display(trace));
        return text.ToString();

        void Row(string name, string value) =>
            text.Append("| ").Append(name).Append(" | `").Append(value.Replace("|", "\\|", StringComparison.Ordinal)).Append("` |\n");
    }
}
