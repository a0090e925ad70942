using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Discovery;
using ConcurrencyTrace.Harness.Settings;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>A schedule that the user asked to replay.</summary>
internal sealed record ReplayRequest(string File, Schedule Schedule)
{
    /// <summary>The schedule that this run replays; null when it explores.</summary>
    /// <exception cref="ScheduleFormatException">The file cannot be used.</exception>
    public static ReplayRequest? In(TraceSettings settings) =>
        settings.Replay is { } file ? new ReplayRequest(file, Schedule.Load(file)) : null;

    /// <summary>Whether the schedule is this test's; if not, another row of its theory has it.</summary>
    /// <exception cref="InvalidOperationException">The schedule belongs to another test, or to a row that the theory does not have: passing, exploring or being skipped would look like an answer.</exception>
    public async ValueTask<bool> IsFor(IXunitTest test, string identity)
    {
        if (Schedule.Test.Length == 0 || Schedule.Test == identity)
        {
            return true;
        }

        return test.TestMethodArguments.Length > 0 && TestIdentity.OfAll(await TracedTheoryTestCase.With(test.TestCase).CreateTests()).Contains(Schedule.Test)
            ? false
            : throw HarnessErrors.OtherTest(RunDirectories.Display(File), Schedule.Test, identity);
    }
}
