using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>What a schedule made can be collected once it is over: memory, and handles that finalisers give back, do not run out over a thousand schedules.</summary>
public class KeepingTests
{
    private const int Schedules = 20;

    [Fact]
    public void A_flow_of_control_that_outlives_its_schedule_keeps_nothing_that_the_schedule_used()
    {
        var flows = new List<ExecutionContext?>();
        var used = new List<WeakReference>();
        Run(flows, used);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.Equal(Schedules, used.Count);
        Assert.InRange(used.Count(static reference => reference.IsAlive), 0, Schedules / 2);
        GC.KeepAlive(flows);
    }

    [Fact]
    public void A_run_on_the_real_scheduler_that_is_over_keeps_nothing_of_what_it_recorded()
    {
        var used = new List<WeakReference>();
        for (var i = 0; i < 2 * Schedules; i++)
        {
            Observe(used);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.Equal(2 * Schedules, used.Count);
        Assert.InRange(used.Count(static reference => reference.IsAlive), 0, Schedules); // a thread keeps what it recorded last
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Observe(List<WeakReference> used) => Assert.Null(Observer.Run(() => Task.Run(() =>
    {
        var text = new string('x', used.Count + 1);
        used.Add(new WeakReference(text));
        Annotate.Log(text);
    })).Exception);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run(List<ExecutionContext?> flows, List<WeakReference> used)
    {
        var result = Explorer.Run(
            () =>
            {
                var gate = new object();
                flows.Add(ExecutionContext.Capture());
                used.Add(new WeakReference(gate));
                lock (gate)
                {
                }

                return Task.CompletedTask;
            },
            new ExplorerOptions { Schedules = Schedules });
        Assert.Null(result.Failure);
    }
}
