using ConcurrencyTrace.Exploration.Strategies;
using ConcurrencyTrace.Runtime.Controlled;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>Runs the body once under a given oracle, and the test's checks over the trace.</summary>
/// <remarks>Each way of running throws <see cref="CutShortException"/> when the schedule was ended before it came to its end.</remarks>
internal sealed class ScheduleRunner(Func<Task?> body, ExplorerOptions options, ulong seed, CancellationToken cancellationToken) : IDisposable
{
    // A failure that took the whole of the patience is run again and again to shrink it; and so is a test that sleeps while nobody calls its handlers.
    private const int PatienceShare = 20;

    private readonly Recorder recorder = new();
    private RunLimits limits = new(options.MaxSteps, options.ExternalWaitTimeout, options.CheckDataRaces, options.MaxStall) { MaxThreads = options.MaxThreads };
    private readonly Dictionary<string, int> uncontrolled = [];
    private readonly SharedMemory memory = new();
    private readonly CallerPlace place = new();
    private readonly ScheduleWatch watch = new(options, cancellationToken);
    private readonly Neighbour neighbour = new();
    private Scheduler? last;

    /// <summary>What escaped control so far, each once, with how often.</summary>
    public IReadOnlyList<string> Uncontrolled => [.. uncontrolled.Select(u => u.Value == 1 ? u.Key : $"{u.Key} ({u.Value} times)")];

    /// <summary>Called now and then with what a schedule does that takes long in real time.</summary>
    public Action<string>? News
    {
        set => watch.News = value;
    }

    /// <summary>Where the program's own code wrote in the first schedule what later ones share and never write, each once.</summary>
    public IReadOnlyList<string> LastingState => [.. memory.LastingWrites.Where(site => !SiteTable.IsOfLibrary(site)).Select(SiteTable.Resolve).Select(site => $"{site.Member} at {site.Location}").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The plain accesses that are scheduling points in the schedule that ran last.</summary>
    public IReadOnlyCollection<long> SharedSites => memory.InForce;

    /// <summary>Whether the schedule that ran last showed plain accesses to be shared that were no scheduling points in it.</summary>
    public bool FoundMoreSharing => memory.FoundMore;

    /// <summary>Keeps to what a schedule was found with: its plain accesses as scheduling points, and whether time passes while operations can run.</summary>
    public void KeepTo(Schedule schedule)
    {
        KeepTo(RecordedSites.SharedIn(schedule));
        limits = limits with { Stall = schedule.Stall };
    }

    /// <summary>Keeps to these plain accesses as scheduling points from now on.</summary>
    public void KeepTo(IReadOnlyCollection<long> sharedSites) => memory.Freeze(sharedSites);

    /// <summary>Runs one schedule for a person to read: with every step, and with the runtime's own events captured where the options say how.</summary>
    public RunResult RunCaptured(IStrategy strategy, int number) => Judged(RunUnjudged(strategy, number, options.ReplayCapture?.Invoke(), teaches: true, toRead: true));

    /// <summary>Runs one schedule.</summary>
    public RunResult Run(IStrategy strategy, int number, bool teaches = true) => Judged(RunUnjudged(strategy, number, null, teaches));

    /// <summary>Runs a schedule again, until no other test disturbs it.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="toRead">Whether for a person to read, as <see cref="RunCaptured"/> does.</param>
    public (RunResult Result, ReplayStrategy Strategy) Replay(Schedule schedule, bool toRead)
    {
        while (true)
        {
            KeepTo(schedule); // each time: an attempt loads modules
            var strategy = new ReplayStrategy(schedule);
            var result = toRead ? RunCaptured(strategy, schedule.Number) : Run(strategy, schedule.Number);
            if (!result.Failed || !WasDisturbed())
            {
                return (result, strategy);
            }
        }
    }

    /// <summary>
    /// Whether the schedule that ran last, and failed, is to be run again: it used what another test used at the same time. From now on the two run one schedule
    /// after the other.
    /// </summary>
    public bool WasDisturbed()
    {
        if (neighbour.FindDisturbed() is not { } shared)
        {
            return false;
        }

        Note("shared with another test that ran at the same time, so that their schedules now take turns:", shared.Site);
        return true;
    }

    /// <summary>Runs one schedule that is not this machine's, or not counted, for what it teaches.</summary>
    public void Learn(IStrategy strategy, int number) => RunUnjudged(strategy, number, null, teaches: true);

    private static RunResult Judged(RunResult result) => result.Outcome.End == RunEnd.Passed && result.Context.HasChecks ? result.Judged() : result;

    private RunResult RunUnjudged(IStrategy strategy, int number, IRunCapture? capture, bool teaches, bool toRead = false)
    {
        capture ??= options.CaptureAlways ? options.ReplayCapture?.Invoke() : null;
        var handedOverAt = last?.HandedOverAt ?? 0;
        last?.Dispose();
        recorder.Clear();
        if (capture is not null)
        {
            recorder.KeepTimestamps();
        }

        memory.BeginSchedule(teaches);
        var run = last = new Scheduler(strategy, limits, recorder, memory) { RecordsForcedSteps = toRead, HandedOverAt = handedOverAt };
        place.Hold();
        var context = new TraceContext { Snapshot = Build };
        var outcome = neighbour.Run(run.Resources, () =>
        {
            watch.Begin(number);
            return run.Run(
                () =>
                {
                    TraceContext.Enter(context);
                    RenewStatics();
                    return body();
                },
                watch.Look);
        }, cancellationToken);

        // Threads of code that is not woven may live on with the flow of control that they began in, and must not keep all that the run used.
        context.Snapshot = null;
        NoteUncontrolled(run);
        if (run.WaitedInVain && outcome.End != RunEnd.Passed && limits.ExternalWaitTimeout == options.ExternalWaitTimeout)
        {
            limits = limits with { ExternalWaitTimeout = limits.ExternalWaitTimeout / PatienceShare };
        }

        if (run.PolledInVain && outcome.End == RunEnd.Passed)
        {
            limits = limits with { PollPatience = limits.PollPatience / PatienceShare };
        }

        var captured = capture is null ? [] : ReplayedEvents.Stop(capture, recorder);
        var result = new RunResult(run, outcome, context, () => captured.Count == 0 ? Build() : TraceMerge.AtPositions(Build(), captured));
        watch.End(result);
        return result;

        Trace Build() => TraceBuilder.Build(run, recorder, new TraceHeader(options.TestIdentity, TraceMode.Explore, number, seed) { HasRuntimeEvents = capture is not null });
    }

    public void Dispose()
    {
        neighbour.Dispose();
        place.Dispose();
        last?.Dispose();
    }

    private static void RenewStatics()
    {
        try
        {
            ControlledStatics.Renew();
        }
        catch (TypeInitializationException e)
        {
            throw ExplorationErrors.StaticsNotRenewed(e);
        }
    }

    private void NoteUncontrolled(Scheduler run)
    {
        foreach (var (what, site) in run.Uncontrolled)
        {
            Note(what, site);
        }
    }

    private void Note(string what, long site)
    {
        var place = SiteTable.Resolve(site);
        var text = $"{what} {(place == Site.Unknown ? "the start of the test" : place)}";
        uncontrolled[text] = uncontrolled.GetValueOrDefault(text) + 1;
    }
}
