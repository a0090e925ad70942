using ConcurrencyTrace.Assertions;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness;
using FluentAssertions;
using FluentAssertions.Extensions;

namespace BankTransfer;

public class TransferTests
{
    [TracedFact]
    public Task Opposite_transfers_finish() => TransferBothWays(new Account(1, 100), new Account(2, 100));

    [TracedFact]
    public Task Opposite_transfers_in_one_lock_order_finish() => TransferBothWays(new OrderedAccount(1, 100), new OrderedAccount(2, 100));

    private static async Task TransferBothWays(Account a, Account b)
    {
        TraceContext.Current.AfterRun(trace => trace.Should()
            .HaveNoDeadlock()
            .And.HaveMaxBlockedTime(50.Milliseconds())
            .And.HaveAtMostLiveOperations(3));

        await Task.WhenAll(
            Task.Run(() => a.TransferTo(b, 10)),
            Task.Run(() => b.TransferTo(a, 20)));

        a.Balance.Should().Be(110);
        b.Balance.Should().Be(90);
    }
}
