using System.Text;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>Makes a failure, and the text that a person reads, of a failing run.</summary>
internal static class FailureReport
{
    private const string StallAdvice =
        "  Time passed while an operation could run, as it does on a busy machine: a sleep, a delay or a timer waits for nobody. Where one operation needs what another\n" +
        "  does, let it wait for that. (MaxStallMilliseconds = 0 keeps time from passing so.)\n";

    public static ScheduleFailure Make(RunResult result, Schedule schedule, ExplorerOptions options, FailureFacts facts)
    {
        var trace = result.Trace;
        var kind = KindOf(result.Outcome);
        var summary = Summary(kind, result.Outcome, trace);
        return new ScheduleFailure
        {
            Kind = kind,
            Summary = summary,
            Exception = result.Outcome.Exception,
            Schedule = schedule,
            Trace = trace.With(trace.Header with { Environment = TraceEnvironment.Current, Modules = Modules.OfTrace(schedule.Modules), ScheduleText = schedule.ToString() }),
            ScheduleNumber = facts.ScheduleNumber,
            Report = Text(kind, summary, result, schedule, options, facts),
        };
    }

    private static FailureKind KindOf(RunOutcome outcome) => outcome.End switch
    {
        RunEnd.Passed => FailureKind.NotReproduced,
        RunEnd.Deadlock => FailureKind.Deadlock,
        RunEnd.StepBound => FailureKind.StepBound,
        RunEnd.Divergence => FailureKind.Divergence,
        RunEnd.Uncontrolled => FailureKind.Uncontrolled,
        RunEnd.DataRace => FailureKind.DataRace,
        _ => IsAssertion(outcome.Exception!) ? FailureKind.Assertion : FailureKind.Exception,
    };

    // Every assertion library has its own exception type, and none is referenced here.
    private static bool IsAssertion(Exception exception) =>
        (exception is AggregateException aggregate && aggregate.InnerExceptions.All(IsAssertion))
        || exception.GetType().GetInterfaces().Any(i => i.Name == "IAssertionException")
        || exception.GetType().Name.Contains("Assert", StringComparison.Ordinal);

    private static string Summary(FailureKind kind, RunOutcome outcome, Trace trace) => kind switch
    {
        FailureKind.Deadlock => DeadlockText.Summary(trace),
        FailureKind.DataRace => DataRaceText.Summary(outcome.Race!),
        FailureKind.Exception or FailureKind.Assertion => ExceptionText.Summary(outcome),
        FailureKind.NotReproduced => "the schedule was replayed to its end and nothing failed",
        _ => outcome.Message ?? kind.ToString(),
    };

    private static string Text(FailureKind kind, string summary, RunResult result, Schedule schedule, ExplorerOptions options, FailureFacts facts)
    {
        var trace = result.Trace;
        var text = new StringBuilder();
        text.AppendLine(Headline(kind, result, schedule, options, facts)).AppendLine();
        text.Append("  ").AppendLine(summary);
        if (result.Outcome.Message is { } message && message != summary)
        {
            text.Append("  ").AppendLine(message);
        }

        if (result.Outcome.Exception is { } exception)
        {
            text.Append(ExceptionText.Details(exception));
        }

        if (facts.Note is { } note)
        {
            text.Append("  ").AppendLine(note);
        }

        if (facts.ChangedCode is { } changed)
        {
            text.Append("  ").AppendLine(changed);
        }

        if (facts.Unstable)
        {
            text.AppendLine(IsInTypeInitializer(result)
                ? "  A type initialiser runs once in a process and has failed now: what else uses the type here fails, too. Replay the schedule in a process of its own."
                : "  Running the same schedule again did not give the same failure: something it depends on is not under control.");
        }

        text.AppendLine().Append(InterleavingText.Write(trace));
        if (trace.Events.Any(e => e.Kind == EventKind.KeptWaiting))
        {
            text.AppendLine().Append(StallAdvice);
        }

        if (result.Outcome.Race is { } race)
        {
            text.AppendLine().Append(DataRaceText.Advice(race));
        }

        if (trace.Deadlock is not null)
        {
            text.AppendLine().Append(DeadlockText.Write(trace)).Append(DeadlockText.Faults(trace, result.Outcome.Faulted));
        }

        if (kind == FailureKind.Uncontrolled)
        {
            text.AppendLine().Append(DeadlockText.StillWaiting(trace, TraceBuilder.Waits(result.Outcome)));
        }

        if (kind == FailureKind.StepBound)
        {
            text.Append(DeadlockText.Meanwhile(trace, TraceBuilder.Waits(result.Outcome)));
        }

        return text.ToString();
    }

    private static bool IsInTypeInitializer(RunResult result) => result.Outcome.Blocked.Any(b => b.Reason == BlockReason.TypeInitializer);

    private static string Headline(FailureKind kind, RunResult result, Schedule schedule, ExplorerOptions options, FailureFacts facts)
    {
        var name = options.TestIdentity.Length == 0 ? "" : options.TestIdentity[(options.TestIdentity.LastIndexOf('.') + 1)..] + ": ";
        var preemptions = result.Trace.Events.Count(e => e.Kind == EventKind.Preempted);
        var shrunk = facts.DecisionsBeforeShrinking is { } before
            ? before > schedule.Decisions.Count
                ? $"shrunk from {before} decisions to {schedule.Decisions.Count}, "
                : $"{schedule.Decisions.Count} decisions, "
            : "replayed, ";
        var where = facts.DecisionsBeforeShrinking is null ? $"schedule {facts.ScheduleNumber}" : $"schedule {facts.ScheduleNumber} of {options.Schedules}";
        return $"{name}{Word(kind)} in {where} (seed 0x{schedule.Seed:X16}, {shrunk}{preemptions} {(preemptions == 1 ? "preemption" : "preemptions")})";
    }

    private static string Word(FailureKind kind) => kind switch
    {
        FailureKind.DataRace => "DATA RACE",
        FailureKind.StepBound => "LIVELOCK",
        FailureKind.NotReproduced => "NOT REPRODUCED",
        _ => kind.ToString().ToUpperInvariant(),
    };
}
