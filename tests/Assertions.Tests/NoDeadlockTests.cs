using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using FluentAssertions.Execution;
using Xunit;

namespace ConcurrencyTrace.Assertions.Tests;

public class NoDeadlockTests
{
    [Fact]
    public void Holds_for_a_trace_without_one() => new TraceBuilder().Build().Should().HaveNoDeadlock();

    [Fact]
    public void A_violation_names_operations_resources_sites_and_events()
    {
        var trace = TraceBuilder.Abba();
        var message = Failing.Message(() => trace.Should().HaveNoDeadlock("transfers must {0}", "finish"));
        Assert.Equal(
            """
            Expected trace to have no deadlock because transfers must finish, but 2 operations could never go on:
              op 2 (Task.Run at Account.cs:22) waits for Account#2 (Lock), held by op 3 at Account.cs:24 Account.TransferTo (Monitor.Enter) (in a cycle)
                event 4, 1 ms: op 3 Acquired Account#2 at Account.cs:22 Account.TransferTo (Monitor.Enter)
                event 5, 1 ms: op 2 Blocked on Account#2 (Lock) at Account.cs:24 Account.TransferTo (Monitor.Enter)
              op 3 (Task.Run at Account.cs:22) waits for Account#1 (Lock), held by op 2 at Account.cs:24 Account.TransferTo (Monitor.Enter) (in a cycle)
                event 3, 1 ms: op 2 Acquired Account#1 at Account.cs:22 Account.TransferTo (Monitor.Enter)
                event 6, 1 ms: op 3 Blocked on Account#1 (Lock) at Account.cs:24 Account.TransferTo (Monitor.Enter)
            """.ReplaceLineEndings("\n"),
            message);
    }

    [Fact]
    public void On_the_real_scheduler_those_who_wait_for_each_other_at_the_end_are_deadlocked()
    {
        var trace = TraceBuilder.OppositeLocks().Build(TraceMode.Observe);
        var message = Failing.Message(() => trace.Should().HaveNoDeadlock());

        Assert.StartsWith("Expected trace to have no deadlock, but 2 operations could never go on:", message, StringComparison.Ordinal);
        Assert.Contains("op 2 (Task.Run at Account.cs:22) waits for Account#2 (Lock), held by op 3", message, StringComparison.Ordinal);
        Assert.Contains("inconclusive", Failing.Message(() => TraceBuilder.OppositeLocks().Lose(1).Build(TraceMode.Observe).Should().HaveNoDeadlock()), StringComparison.Ordinal);
    }

    [Fact]
    public void On_the_real_scheduler_one_who_waits_at_the_end_is_not_deadlocked() =>
        new TraceBuilder().Create(0, 2).Create(0, 3)
            .Add(1, EventKind.Acquired, 3, 2)
            .Block(1, 2, BlockReason.Lock, 2)
            .Build(TraceMode.Observe).Should().HaveNoDeadlock();

    [Fact]
    public void Null_fails()
    {
        Trace? trace = null;
        Assert.Equal("Expected trace to have no deadlock because I say so, but found <null>.", Failing.Message(() => trace.Should().HaveNoDeadlock("I say so")));
    }

    [Fact]
    public void Lost_events_make_it_inconclusive()
    {
        var trace = new TraceBuilder().Lose(12, "GC events").Build();
        Assert.StartsWith(
            "Expected trace to have no deadlock because it matters, but this is inconclusive: 12 events were lost (GC events), so the trace does not show all that happened.",
            Failing.Message(() => trace.Should().HaveNoDeadlock("it matters")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadlock_that_was_seen_is_one_even_when_events_were_lost()
    {
        var trace = new TraceBuilder().Lose(0).Deadlock(new DeadlockWait(1, BlockReason.Semaphore, 0, 0, [], false)).Build();
        Assert.Contains("op 1 (body) waits for Semaphore", Failing.Message(() => trace.Should().HaveNoDeadlock()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_scope_collects_every_failure()
    {
        var message = Failing.Message(() =>
        {
            using var scope = new AssertionScope("the transfers");
            TraceBuilder.Abba().Should().HaveNoDeadlock().And.HaveAtMostLiveOperations(1);
        });
        Assert.Contains("Expected the transfers to have no deadlock", message, StringComparison.Ordinal);
        Assert.Contains("Expected the transfers to have at most 1 live operation,", message, StringComparison.Ordinal);
    }

    [Fact]
    public void And_goes_on_to_the_next() =>
        new TraceBuilder().Build().Should().HaveNoDeadlock().And.HaveMaxBlockedTime(TimeSpan.Zero).And.HaveAtMostLiveOperations(1).And.NotBeNull();
}
