using ConcurrencyTrace.Exploration;
using static Benchmarks.Results;

namespace Benchmarks;

/// <summary>What a step costs when many operations live.</summary>
internal static class StepTimes
{
    private const int Schedules = 4;
    private const int Rounds = 11;
    private const int Few = 100_000;
    private const int Many = 1_000_000;
    private const int FewJumps = 20_000;
    private const int ManyJumps = 60_000;
    private static readonly int[] Counts = [10, 1_000, 10_000];

    public static void Run(Results results)
    {
        results.Section(
            "Time a step, by live operations",
            "The difference between a schedule with many steps and one with few, divided by the difference in steps; so creating the operations does not count. "
                + "Processor time of the process, so that other processes do not count; all are measured in turn, and the median of each counts. Strategy Random.");
        results.Table("live operations", "all but two blocked", "all runnable", "all delayed (a jump of the clock each)");
        var blocked = Counts.Select(count => new Step(steps => () => MostBlocked(count, steps / 2))).ToList();
        var runnable = Counts.Select(count => new Step(steps => () => AllRunnable(count, steps / count))).ToList();
        var delayed = Counts.Select(count => new Step(steps => () => AllDelayed(count, steps / count), FewJumps, ManyJumps)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            blocked.Concat(runnable).Concat(delayed).ToList().ForEach(step => step.Measure());
        }

        for (var i = 0; i < Counts.Length; i++)
        {
            results.Row(Number(Counts[i]), $"{Number(blocked[i].Nanoseconds, "#,0")} ns", $"{Number(runnable[i].Nanoseconds, "#,0")} ns", $"{Number(delayed[i].Nanoseconds, "#,0")} ns");
        }

        var (a, b, c) = (Spread(blocked), Spread(runnable), Spread(delayed));
        results.Verdict(a <= 2 && b <= 2 && c <= 2, $"blocked within {Number(a, "0.00")}×, runnable within {Number(b, "0.00")}×, delayed within {Number(c, "0.00")}× (at most 2×).");
    }

    // Where other processes disturb them so that a step seems to take no time, nothing is met.
    private static double Spread(List<Step> steps) => steps.Min(s => s.Nanoseconds) is > 0 and var least ? steps.Max(s => s.Nanoseconds) / least : double.PositiveInfinity;

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

    private static async Task AllDelayed(int count, int turns)
    {
        var tasks = new Task[count];
        for (var i = 0; i < tasks.Length; i++)
        {
            var first = i + 1;
            tasks[i] = Task.Run(async () =>
            {
                // No two at one time: each wakes alone.
                await Task.Delay(first);
                for (var turn = 1; turn < turns; turn++)
                {
                    await Task.Delay(count);
                }
            });
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

    /// <returns>Seconds of processor time of each schedule, without what an exploration does before its first and after its last.</returns>
    private static IEnumerable<double> ScheduleTimes(Func<Task> body)
    {
        var ends = new List<TimeSpan>();
        var result = Explorer.Run(body, new ExplorerOptions
        {
            Strategy = StrategyNames.Random,
            Schedules = Schedules,
            MaxSteps = 10_000_000,
            Progress = progress =>
            {
                if (progress.Doing is null)
                {
                    ends.Add(Environment.CpuUsage.TotalTime);
                }
            },
        });
        return result.Failure is null
            ? ends.Zip(ends.Skip(1), (a, b) => (b - a).TotalSeconds)
            : throw new InvalidOperationException(result.Failure.Report);
    }

    private sealed class Step(Func<int, Func<Task>> program, int fewSteps = Few, int manySteps = Many)
    {
        private readonly List<double> few = [];
        private readonly List<double> many = [];

        public double Nanoseconds => (Statistics.Median(many) - Statistics.Median(few)) / (manySteps - fewSteps) * 1e9;

        public void Measure()
        {
            few.AddRange(ScheduleTimes(program(fewSteps)));
            many.AddRange(ScheduleTimes(program(manySteps)));
        }
    }
}
