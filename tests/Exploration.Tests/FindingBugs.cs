using System.Runtime.CompilerServices;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Exploration.Tests;

public class FindingBugs
{
    [Fact]
    public void Opposite_lock_orders_deadlock()
    {
        var result = Explorer.Run(OppositeLocks);

        Assert.Equal(FailureKind.Deadlock, result.Failure?.Kind);
        Assert.Contains("cycle", result.Failure!.Report, StringComparison.Ordinal);
        Assert.All(result.Failure.Trace.Deadlock!.Waits.Where(w => w.InCycle), w => Assert.Equal(FindingBugsLine("lock (inner)"), SiteTable.Resolve(w.Site).Line));
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

    private static int FindingBugsLine(string text, [CallerFilePath] string file = "") =>
        1 + Array.FindIndex(File.ReadAllLines(file), l => l.Contains(text, StringComparison.Ordinal) && !l.Contains('"'));

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
