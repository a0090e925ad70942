using ConcurrencyTrace.Tracing;
using Xunit;

namespace ConcurrencyTrace.Assertions.Tests;

public class LiveOperationsTests
{
    private static readonly Trace ThreeAtOnce = new TraceBuilder().Create(0, 2).Create(1, 3).End(2, 2).Create(3, 4).End(4, 3).End(4, 4).End(5, 1).Build();

    [Fact]
    public void Holds_up_to_the_maximum() => ThreeAtOnce.Should().HaveAtMostLiveOperations(3);

    [Fact]
    public void A_violation_names_the_operations_and_where_they_came_from()
    {
        var trace = ThreeAtOnce;
        Assert.Equal(
            """
            Expected trace to have at most 2 live operations because of memory, but 3 were live at event 2, 1 ms: op 1 OperationCreated op 3 at Account.cs:22 Account.TransferTo (Monitor.Enter):
              op 1 (body)
              op 2 (Task.Run at Account.cs:22), event 1, 0 ms: op 1 OperationCreated op 2 at Account.cs:22 Account.TransferTo (Monitor.Enter)
              op 3 (Task.Run at Account.cs:22), event 2, 1 ms: op 1 OperationCreated op 3 at Account.cs:22 Account.TransferTo (Monitor.Enter)
            """.ReplaceLineEndings("\n"),
            Failing.Message(() => trace.Should().HaveAtMostLiveOperations(2, "of memory")));
    }

    [Fact]
    public void Null_fails()
    {
        Trace? trace = null;
        Assert.Equal("Expected trace to have at most 1 live operation, but found <null>.", Failing.Message(() => trace.Should().HaveAtMostLiveOperations(1)));
    }

    [Fact]
    public void Lost_events_make_it_inconclusive() =>
        Assert.Contains("but this is inconclusive: 1 event was lost, so", Failing.Message(() => new TraceBuilder().Lose(1).Build().Should().HaveAtMostLiveOperations(5)), StringComparison.Ordinal);

    [Fact]
    public void A_negative_maximum_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreeAtOnce.Should().HaveAtMostLiveOperations(-1));
}
