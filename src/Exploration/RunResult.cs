using ConcurrencyTrace.Runtime.Scheduling;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>One schedule's result. The trace is built when first asked for, and only before the next schedule runs.</summary>
internal sealed class RunResult(Scheduler run, RunOutcome outcome, TraceContext context, Func<Trace> build)
{
    private Trace? trace;

    public RunOutcome Outcome { get; private init; } = outcome;

    /// <summary>What the test asked for in this schedule.</summary>
    public TraceContext Context => context;

    public bool Failed => Outcome.End != RunEnd.Passed;

    public int Steps => run.Steps;

    public IReadOnlyList<Choice> Choices => run.Choices;

    /// <summary>Whether operations came back from what is not under control, after a wait in real time.</summary>
    public bool WaitedOutside => run.Choices.Any(static choice => choice.Kind == ChoiceKind.External);

    public Trace Trace => trace ??= build();

    /// <summary>What is alike in two failures of the same cause: the kind, and where or what.</summary>
    public string Signature => Outcome.End switch
    {
        RunEnd.Deadlock => "deadlock " + string.Join(' ', Outcome.Blocked.Where(b => b.InCycle || !Outcome.Blocked.Any(o => o.InCycle)).Select(b => b.Site).Order()),
        RunEnd.Exception => $"exception {Outcome.Exception!.GetType()} {Outcome.Exception.TargetSite}",
        RunEnd.DataRace => $"race {Math.Min(Outcome.Race!.First.Site, Outcome.Race.Second.Site)} {Math.Max(Outcome.Race.First.Site, Outcome.Race.Second.Site)}",
        _ => Outcome.End.ToString(),
    };

    /// <summary>The result of a replay that passed without having come to the end of its schedule.</summary>
    public RunResult Diverged(string message) => new(run, new RunOutcome(RunEnd.Divergence, Message: message), context, build) { trace = trace };

    /// <summary>The result after the test's own checks over the trace.</summary>
    public RunResult Judged()
    {
        try
        {
            context.RunChecks(Trace);
            return this;
        }
        catch (Exception e)
        {
            return new RunResult(run, new RunOutcome(RunEnd.Exception, 1, e), context, build) { trace = trace };
        }
    }
}
