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
