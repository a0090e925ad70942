using System.Diagnostics;
using ConcurrencyTrace.Exploration;
using static Benchmarks.Results;

namespace Benchmarks;

/// <summary>What a step costs when many operations live.</summary>
internal static class StepTimes
{
    private const int Schedules = 8;
    private static readonly int[] Counts = [10, 1_000, 10_000];

    public static void Run(Results results)
    {
        results.Section("Time a step, by live operations", "The difference between a schedule with many steps and one with few, divided by the difference in steps; so creating the operations does not count; the fastest of seven each. Strategy Random.");
        results.Table("live operations", "all but two blocked", "all runnable");
        List<double> blocked = [], runnable = [];
        Blocked(10);
        Runnable(10);
        foreach (var count in Counts)
        {
            blocked.Add(Blocked(count));
            runnable.Add(Runnable(count));
            results.Row(Number(count), $"{Number(blocked[^1], "#,0")} ns", $"{Number(runnable[^1], "#,0")} ns");
        }

        var (a, b) = (blocked.Max() / blocked.Min(), runnable.Max() / runnable.Min());
        results.Verdict(a <= 2 && b <= 2, $"blocked within {Number(a, "0.00")}×, runnable within {Number(b, "0.00")}× (at most 2×).");
    }

    private static double Blocked(int count) => StepTime(n => () => MostBlocked(count, n / 2));

    private static double Runnable(int count) => StepTime(n => () => AllRunnable(count, n / count));

    private static async Task MostBlocked(int count, int turns)
    {
        var gate = new TaskCompletionSource();
        var waiting = new Task[count - 2];
        for (var i = 0; i < waiting.Length; i++)
        {
            waiting[i] = Task.Run(() => gate.Task);
        }

        await Task.WhenAll(Turns(turns), Turns(turns));
        gate.SetResult();
        await Task.WhenAll(waiting);
    }

    private static async Task AllRunnable(int count, int turns)
    {
        var tasks = new Task[count];
        for (var i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(() => Turns(turns));
        }

        await Task.WhenAll(tasks);
    }

    private static async Task Turns(int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            await Task.Yield();
        }
    }

    /// <returns>Nanoseconds.</returns>
    private static double StepTime(Func<int, Func<Task>> program)
    {
        const int few = 100_000, many = 400_000;
        var difference = ScheduleTime(program(many)) - ScheduleTime(program(few));
        return difference / (many - few) * 1e9;
    }

    /// <returns>Seconds of the fastest schedule (what else the machine does only adds), without what an exploration does before its first and after its last.</returns>
    private static double ScheduleTime(Func<Task> body)
    {
        var ends = new List<long>();
        var result = Explorer.Run(body, new ExplorerOptions
        {
            Strategy = StrategyNames.Random,
            Schedules = Schedules,
            MaxSteps = 10_000_000,
            Progress = _ => ends.Add(Stopwatch.GetTimestamp()),
        });
        return result.Failure is null
            ? ends.Zip(ends.Skip(1), (a, b) => Stopwatch.GetElapsedTime(a, b).TotalSeconds).Min()
            : throw new InvalidOperationException(result.Failure.Report);
    }
}
