using Bank;

namespace Bank.Tests;

public class TransferTests
{
    [TracedFact(Schedules = 200)]
    public Task Red_opposite_transfers_finish() => Transfers((from, to) => from.TransferTo(to, 10));

    [TracedFact(Schedules = 200)]
    public Task Green_ordered_transfers_finish() => Transfers((from, to) => from.TransferInOrder(to, 10));

    private static Task Transfers(Action<Account, Account> transfer)
    {
        var (a, b) = (new Account(1), new Account(2));
        TraceContext.Current.AfterRun(trace => trace.Should().HaveNoDeadlock().And.HaveAtMostLiveOperations(3));
        return Task.WhenAll(Task.Run(() => transfer(a, b)), Task.Run(() => transfer(b, a)));
    }
}
