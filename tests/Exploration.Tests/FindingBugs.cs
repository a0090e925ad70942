using ConcurrencyTrace.Exploration;

namespace ConcurrencyTrace.Exploration.Tests;

public class FindingBugs
{
    [Fact]
    public void Opposite_lock_orders_deadlock()
    {
        var result = Explorer.Run(OppositeLocks);

        Assert.Equal(FailureKind.Deadlock, result.Failure?.Kind);
        Assert.Contains("op 2 waits for object#1 held by op 3; op 3 waits for object#2 held by op 2", result.Failure!.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_lock_order_passes()
    {
        var result = Explorer.Run(async () =>
        {
            object a = new(), b = new();
            await Task.WhenAll(Task.Run(() => Nested(a, b)), Task.Run(() => Nested(a, b)));
        });

        Assert.Null(result.Failure);
        Assert.Equal(1000, result.SchedulesRun);
    }

    [Fact]
    public void A_lost_update_between_two_awaits_is_found()
    {
        var result = Explorer.Run(async () =>
        {
            var count = 0;
            await Task.WhenAll(Increment(), Increment());
            Assert.Equal(2, count);

            async Task Increment()
            {
                await Task.Yield();
                var read = count;
                await Task.Yield();
                count = read + 1;
            }
        });

        Assert.Equal(FailureKind.Assertion, result.Failure?.Kind);
    }

    private static async Task OppositeLocks()
    {
        object a = new(), b = new();
        await Task.WhenAll(Task.Run(() => Nested(a, b)), Task.Run(() => Nested(b, a)));
    }

    private static void Nested(object outer, object inner)
    {
        lock (outer)
        {
            lock (inner)
            {
            }
        }
    }
}
