using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace Samples;

public class Settings
{
    [TracedFact(Schedules = 0)]
    public void No_schedules() => Journal.Write("run");

    [TracedFact(Schedules = -1)]
    public void Negative_schedules() => Journal.Write("run");

    [TracedFact(MaxSteps = 0)]
    public void No_steps() => Journal.Write("run");

    [TracedFact(TimeBudgetSeconds = -1)]
    public void Negative_budget() => Journal.Write("run");

    [TracedFact(Strategy = "Cleverness")]
    public void Unknown_strategy() => Journal.Write("run");

    [TracedFact(Schedules = 3, Seed = 0xFFFF_FFFF_FFFF_FFFF)]
    public void Large_seed() => Journal.Write("run");

    [TracedFact(Mode = TraceMode.Observe, Schedules = 5)]
    public void Observes_schedules() => Journal.Write("run");

    [TracedFact(Mode = TraceMode.Observe)]
    public async Task Observed()
    {
        await Task.Delay(1);
        Journal.Write("run");
    }

    [TracedFact(Mode = TraceMode.Observe)]
    public Task Observed_at_work() => Task.WhenAll(Task.Run(Work), Task.Run(static () => Thread.Sleep(100)));

    private static void Work()
    {
        var busy = System.Diagnostics.Stopwatch.StartNew();
        while (busy.ElapsedMilliseconds < 200)
        {
        }
    }

    // What it calls through reflection the weaver does not see.
    [TracedFact(Mode = TraceMode.Observe)]
    public async Task Observed_with_a_library() =>
        await (Task)typeof(Task).GetMethod(nameof(Task.Run), [typeof(Action)])!.Invoke(null, [static () => { }])!;

    [TracedFact(Mode = TraceMode.Observe)]
    public async Task Observed_and_failing()
    {
        await Task.Run(() => GC.Collect());
        throw new InvalidOperationException("seen");
    }

    [TracedFact(Mode = TraceMode.Observe, Timeout = 10_000)]
    public async Task Observed_and_hanging() => await new TaskCompletionSource().Task;

    [TracedFact(Schedules = 2, RuntimeEvents = RuntimeEvents.Always)]
    public void Collects_in_each_schedule()
    {
        GC.Collect();
        TraceContext.Current.AfterRun(static trace => Journal.Write(trace.Events.Any(e => e.Kind == EventKind.GcBegin) ? "seen" : "not seen"));
    }

    [TracedFact]
    public void Collects_and_fails()
    {
        GC.Collect();
        throw new InvalidOperationException("replayed");
    }
}
