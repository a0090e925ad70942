using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>Runs the body once under a given oracle, and the test's checks over the trace.</summary>
internal sealed class ScheduleRunner(Func<Task?> body, ExplorerOptions options, ulong seed) : IDisposable
{
    private readonly Recorder recorder = new();
    private readonly RunLimits limits = new(options.MaxSteps, options.ExternalWaitTimeout);
    private readonly Dictionary<string, int> uncontrolled = [];
    private readonly SharedMemory memory = new();
    private readonly CallerPlace place = new();
    private Scheduler? last;

    /// <summary>What escaped control so far, each once, with how often.</summary>
    public IReadOnlyList<string> Uncontrolled => [.. uncontrolled.Select(u => u.Value == 1 ? u.Key : $"{u.Key} ({u.Value} times)")];

    /// <summary>The plain accesses that are scheduling points in the schedule that ran last.</summary>
    public IReadOnlyCollection<long> SharedSites => memory.InForce;

    /// <summary>Keeps to these plain accesses as scheduling points from now on.</summary>
    public void KeepTo(IReadOnlyCollection<long> sharedSites) => memory.Freeze(sharedSites);

    /// <summary>Runs one schedule.</summary>
    public RunResult Run(IStrategy strategy, int number)
    {
        last?.Dispose();
        recorder.Clear();
        memory.BeginSchedule();
        var run = last = new Scheduler(strategy, limits, recorder, memory);
        place.Hold();
        var context = new TraceContext();
        var outcome = run.Run(() =>
        {
            TraceContext.Enter(context);
            return body();
        });
        NoteUncontrolled(run);
        var result = new RunResult(run, outcome, () => TraceBuilder.Build(run, recorder, new TraceHeader(options.TestIdentity, TraceMode.Explore, number, seed)));
        return outcome.End == RunEnd.Passed && context.HasChecks ? result.Judged(context) : result;
    }

    public void Dispose()
    {
        place.Dispose();
        last?.Dispose();
    }

    private void NoteUncontrolled(Scheduler run)
    {
        foreach (var (what, site) in run.Uncontrolled)
        {
            var text = $"{what} {SiteTable.Resolve(site)}";
            uncontrolled[text] = uncontrolled.GetValueOrDefault(text) + 1;
        }
    }
}
