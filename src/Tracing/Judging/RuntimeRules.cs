using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>What the runtime may do to the program, and what the recording itself may miss.</summary>
internal static class RuntimeRules
{
    public static Rule NoStarvation() => new("to have no thread-pool starvation", trace =>
    {
        var starved = Enumerable.Range(0, trace.Events.Count).Where(i => trace.Events[i].Kind == EventKind.ThreadPoolStarvation).ToList();
        return starved.Count == 0 ? null : Explanation.OfSome(
            $"the thread pool added a worker {Plural.Of(starved.Count, "time")} because queued work did not move:",
            starved,
            i => [TraceWords.Event(trace, i) + $", to {Plural.Of((int)trace.Events[i].Detail, "worker")}", .. BlockedThen(trace, i)]);
    })
    {
        Missing = Evidence.Runtime,
        ProvenDespiteLoss = true,
    };

    public static Rule MaxGcPause(TimeSpan maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, TimeSpan.Zero);
        return new Rule($"to have no GC pause of more than {TraceWords.Time(maximum)}", trace =>
        {
            var pauses = GcPause.Of(trace).Where(pause => pause.Duration > maximum).OrderByDescending(pause => pause.Duration).ToList();
            return pauses.Count == 0 ? null : Explanation.OfSome(
                $"all threads stood still for {TraceWords.Time(pauses[0].Duration)}:",
                pauses,
                pause => [TraceWords.Event(trace, pause.BeginEvent), pause.EndEvent is { } end ? TraceWords.Event(trace, end) : "no event ended it"]);
        })
        {
            Missing = Evidence.Runtime,
        };
    }

    public static Rule MaxSchedulerLatency(TimeSpan maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, TimeSpan.Zero);
        return new Rule($"to have no operation wait for a thread for more than {TraceWords.Time(maximum)}", trace =>
        {
            var late = OperationTimeline.Of(trace).Intervals
                .Where(interval => interval.State == OperationState.Runnable && interval.Duration > maximum)
                .OrderByDescending(interval => interval.Duration)
                .ToList();
            return late.Count == 0 ? null : Explanation.OfSome(
                $"{TraceWords.Operation(trace, late[0].Operation)} could run and did not for {TraceWords.Time(late[0].Duration)}:",
                late,
                interval => [TraceWords.Event(trace, interval.FirstEvent), interval.LastEvent is { } end ? TraceWords.Event(trace, end) : "it never ran"]);
        })
        {
            Missing = Evidence.RealTime,
        };
    }

    public static Rule NoLostEvents() => new("to have lost no events", Evidence.Lost) { Missing = static _ => null };

    // Who held the workers.
    private static IEnumerable<string> BlockedThen(Trace trace, int index) =>
        BlockedTime.Intervals(trace)
            .Where(wait => wait.BlockedEvent < index && (wait.UnblockedEvent ?? int.MaxValue) > index && wait.Reason != BlockReason.TaskAwait)
            .Take(5)
            .Select(wait => "  " + TraceWords.Event(trace, wait.BlockedEvent));
}
