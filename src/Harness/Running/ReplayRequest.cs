using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Settings;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>A schedule that the user asked to replay.</summary>
internal sealed record ReplayRequest(string File, Schedule Schedule)
{
    /// <summary>The schedule for this test; null when the run explores.</summary>
    /// <exception cref="ScheduleFormatException">The file cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The schedule belongs to another test: passing or exploring would look like an answer.</exception>
    public static ReplayRequest? For(TraceSettings settings, string identity)
    {
        if (settings.Replay is not { } file)
        {
            return null;
        }

        var schedule = Schedule.Load(file);
        return schedule.Test.Length == 0 || schedule.Test == identity
            ? new ReplayRequest(file, schedule)
            : throw HarnessErrors.OtherTest(RunDirectories.Display(file), schedule.Test, identity);
    }
}
