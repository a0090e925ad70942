using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Validation;

namespace ConcurrencyTrace.Tracing.Tests;

public class ValidatorTests
{
    [Fact]
    public void A_trace_of_a_run_holds_together()
    {
        Assert.Empty(TraceValidator.Problems(Samples.Small));
        Assert.Empty(TraceValidator.Problems(Samples.Deadlock));
    }

    [Theory]
    [InlineData(EventKind.OperationStarted, 1, 0, 0, "op 1 starts and is Active")]
    [InlineData(EventKind.Resumed, 1, 0, 0, "op 1 resumes and is Active")]
    [InlineData(EventKind.Unblocked, 0, 1, 0, "op 1 is unblocked and is Active")]
    [InlineData(EventKind.OperationStarted, 9, 0, 0, "OperationStarted refers to an operation that the trace does not have: 9")]
    [InlineData(EventKind.Acquired, 1, 9, 0, "Acquired refers to a resource that the trace does not have: 9")]
    [InlineData(EventKind.Acquired, 2, 1, 0, "op 2 takes Lock#1, which op 1 holds")]
    [InlineData(EventKind.Released, 2, 1, 0, "op 2 gives Lock#1 back, which op 1 holds")]
    [InlineData(EventKind.Released, 2, 1, 0, "op 2 does something (Released) although it is Unknown")]
    [InlineData(EventKind.ResourceCreated, 1, 1, 2, "resource 1 is created a second time")]
    [InlineData(EventKind.Sent, 1, 2, 0, "resource 2 is used before it is created")]
    [InlineData(EventKind.OperationCreated, 1, 2, 3, "op 2 is created by 1 as Async, and the table says by 1 as Task")]
    [InlineData(EventKind.Decision, 1, 2, 2, "op 2 is chosen to run and cannot: it is Unknown")]
    [InlineData(EventKind.RegionEnd, 1, 0, 0, "region 0 ends and is not open")]
    [InlineData(EventKind.TaskEnd, 1, 5, 0, "task 5 ends and is not open")]
    [InlineData((EventKind)200, 1, 0, 0, "there is no kind 200")]
    public void What_cannot_happen_next_is_found(EventKind kind, int operation, int subject, long detail, string problem)
    {
        var problems = TraceValidator.Problems(With(new TraceEvent(0, kind, operation, subject, detail, 0)));
        Assert.Contains(problem, problems.Select(p => p.Text));
        Assert.Equal(4, problems[0].Event);
    }

    [Fact]
    public void What_a_blocked_operation_does_is_found()
    {
        var trace = With(new TraceEvent(0, EventKind.Blocked, 1, 0, (long)BlockReason.Delay, 0), new TraceEvent(0, EventKind.Signalled, 1, 1, 0, 0));
        Assert.Contains("op 1 does something (Signalled) although it is Blocked", TraceValidator.Problems(trace).Select(p => p.Text));
    }

    [Theory]
    [InlineData(BlockReason.InlineContinuation, false)]
    [InlineData(BlockReason.TaskWait, true)]
    public void A_lock_is_taken_again_by_what_runs_inline_on_its_holders_thread(BlockReason reason, bool isProblem)
    {
        var trace = With(
            new TraceEvent(0, EventKind.OperationCreated, 1, 2, (long)OperationKind.Task, 0),
            new TraceEvent(0, EventKind.OperationStarted, 2, 0, 0, 0),
            new TraceEvent(0, EventKind.Blocked, 2, 0, (long)BlockReason.TaskAwait, 0),
            new TraceEvent(0, EventKind.Unblocked, 1, 2, (long)BlockReason.TaskAwait, 0),
            new TraceEvent(0, EventKind.Blocked, 1, 0, (long)reason, 0),
            new TraceEvent(0, EventKind.Resumed, 2, 0, 0, 0),
            new TraceEvent(0, EventKind.Acquired, 2, 1, 0, 0));
        Assert.Equal(isProblem, TraceValidator.Problems(trace).Any(p => p.Text == "op 2 takes Lock#1, which op 1 holds"));
    }

    [Fact]
    public void Time_that_goes_back_is_found() =>
        Assert.Equal("event 4: its time, -1, is before that of the event before it, 0", TraceValidator.Problems(With(new TraceEvent(-1, EventKind.Log, 1, 0, 0, 0)))[0].ToString());

    [Fact]
    public void A_deadlock_of_operations_that_are_not_blocked_is_found()
    {
        var trace = new Trace(Samples.Small.Header, Samples.Small.Events, Samples.Small.Operations, Samples.Small.Resources)
        {
            Deadlock = new DeadlockInfo([new DeadlockWait(1, BlockReason.Lock, 1, 0, [], true)], true),
        };
        Assert.Equal("op 1 is in a deadlock and is Ended at the end", Assert.Single(TraceValidator.Problems(trace)).ToString());
    }

    [Fact]
    public void Where_events_were_lost_states_are_not_judged() =>
        Assert.Empty(TraceValidator.Problems(With(new TraceEvent(0, EventKind.Resumed, 1, 0, 0, 0), new TraceEvent(0, EventKind.EventsLost, 0, 0, 0, 0))));

    /// <summary>Operation 1 holds lock 1; then these.</summary>
    private static Trace With(params TraceEvent[] then) => new(
        Samples.Small.Header,
        [.. Samples.Small.Events.Take(4), .. then],
        [.. Samples.Small.Operations, new OperationInfo(2, "other", OperationKind.Task, 1, 0)],
        [.. Samples.Small.Resources, new ResourceInfo(2, ResourceKind.Channel, "Channel#1", 0)]);
}
