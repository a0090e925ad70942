using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness;
using Xunit;

[assembly: TraceDefaults(MaxLiveOperations = 50)]

namespace Samples;

/// <summary>Rules that attributes set.</summary>
public class Rules
{
    [TracedFact(Schedules = 5, NoLeaks = true)]
    public void Leaks() => _ = Task.Run(() => Thread.Sleep(1000));

    [TracedFact(Schedules = 5, NoLeaks = true, MaxBlockedMilliseconds = 1000, MaxLiveOperations = 2, NoPotentialDeadlock = true, NoSyncOverAsync = true)]
    public async Task Keeps_to_all() => await Task.Run(() => Thread.Sleep(1000));

    [TracedFact(Schedules = 5, MaxBlockedMilliseconds = 999.5)]
    public async Task Blocks() => await Task.Delay(1000);

    [TracedFact(Schedules = 5, NoSyncOverAsync = true)]
    public void Waits() => Task.Delay(1).Wait();

    [TracedFact(Schedules = 5)]
    public Task More_than_the_assembly_allows() => Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Thread.Sleep(10))));

    [TracedFact(Schedules = 5, MaxLiveOperations = 51)]
    public Task As_many_as_the_test_allows() => Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Thread.Sleep(10))));

    [TracedFact(Schedules = 20)]
    public void Judged_as_a_whole()
    {
        TraceContext.Current.Outcome = "always";
        TraceContext.Current.AfterExploration(result => Assert.Equal(["never"], result.Outcomes.Keys));
    }

    [TracedFact(MaxLiveOperations = -1)]
    public void Negative() => Journal.Write("run");

    [TracedTheory(Schedules = 5, NoPotentialDeadlock = true)]
    [InlineData(1)]
    public void Opposite(int count)
    {
        var (a, b) = (new Lock(), new Lock());
        var turn = new SemaphoreSlim(0);
        var other = new Thread(() =>
        {
            turn.Wait();
            Both(b, a);
        });
        other.Start();
        Both(a, b);
        turn.Release(count);
        other.Join();
    }

    private static void Both(Lock outer, Lock inner)
    {
        lock (outer)
        {
            lock (inner)
            {
            }
        }
    }
}
