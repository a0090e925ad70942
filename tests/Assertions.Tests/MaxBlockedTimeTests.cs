using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using FluentAssertions.Extensions;
using Xunit;

namespace ConcurrencyTrace.Assertions.Tests;

public class MaxBlockedTimeTests
{
    private static readonly Trace LockAndDelay = new TraceBuilder()
        .Create(0, 2)
        .Block(1, 2, BlockReason.Lock, 1).Unblock(4.5, 2)
        .Block(5, 2, BlockReason.Delay).Unblock(105, 2, by: 0)
        .End(110, 2)
        .Build();

    [Fact]
    public void Holds_up_to_the_maximum() => LockAndDelay.Should().HaveMaxBlockedTime(100.Milliseconds());

    [Fact]
    public void A_reason_leaves_the_others_out() => LockAndDelay.Should().HaveMaxBlockedTime(4.Milliseconds(), BlockReason.Lock);

    [Fact]
    public void A_violation_names_the_operation_the_place_and_the_events()
    {
        var trace = LockAndDelay;
        Assert.Equal(
            """
            Expected trace to have no operation blocked for Lock for more than 3 ms because of the SLA, but op 2 (Task.Run at Account.cs:22) was blocked for 3.5 ms:
              op 2 (Task.Run at Account.cs:22) waited for 3.5 ms for Account#1 (Lock) at Account.cs:24 Account.TransferTo (Monitor.Enter)
                event 2, 1 ms: op 2 Blocked on Account#1 (Lock) at Account.cs:24 Account.TransferTo (Monitor.Enter)
                event 3, 4.5 ms: op 1 Unblocked op 2 at Account.cs:22 Account.TransferTo (Monitor.Enter)
            """.ReplaceLineEndings("\n"),
            Failing.Message(() => trace.Should().HaveMaxBlockedTime(3.Milliseconds(), BlockReason.Lock, "of the {0}", "SLA")));
    }

    [Fact]
    public void The_longest_comes_first() =>
        Assert.Contains("but op 2 (Task.Run at Account.cs:22) was blocked for 100 ms:", Failing.Message(() => LockAndDelay.Should().HaveMaxBlockedTime(1.Milliseconds())), StringComparison.Ordinal);

    [Fact]
    public void A_wait_that_nothing_ended_lasts_until_the_end_of_the_trace()
    {
        var trace = new TraceBuilder().Create(0, 2).Block(1, 2, BlockReason.Semaphore).End(8, 1).Build();
        trace.Should().HaveMaxBlockedTime(7.Milliseconds());
        Assert.Contains("was blocked for 7 ms, until the trace ended:", Failing.Message(() => trace.Should().HaveMaxBlockedTime(6.Milliseconds())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wait_in_a_deadlock_lasts_for_ever_though_the_clock_stands_still() =>
        Assert.Contains("was blocked for ever:", Failing.Message(() => TraceBuilder.Abba().Should().HaveMaxBlockedTime(1.Hours())), StringComparison.Ordinal);

    [Fact]
    public void Null_fails()
    {
        Trace? trace = null;
        Assert.Equal("Expected trace to have no operation blocked for more than 1 ms, but found <null>.", Failing.Message(() => trace.Should().HaveMaxBlockedTime(1.Milliseconds())));
    }

    [Fact]
    public void Lost_events_make_it_inconclusive() =>
        Assert.Contains("but this is inconclusive: an unknown number of events was lost, so", Failing.Message(() => new TraceBuilder().Lose(0).Build().Should().HaveMaxBlockedTime(1.Hours())), StringComparison.Ordinal);

    [Fact]
    public void A_negative_maximum_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LockAndDelay.Should().HaveMaxBlockedTime(-1.Milliseconds()));
}
