using System.Diagnostics;
using ConcurrencyTrace.Exploration;
using static Benchmarks.Results;

namespace Benchmarks;

/// <summary>What many schedules leave behind: memory and threads.</summary>
internal static class Memory
{
    private const int Schedules = 100_000;
    private const int Blockers = 6;

    public static void Run(Results results)
    {
        results.Section("Memory and threads over 100,000 schedules", $"{Blockers} tasks block on one lock while they hold their stacks, then await; so at most {Blockers} operations are blocked mid-stack at once.");
        results.Table("schedules", "managed heap after a full collection", "threads");
        using var process = Process.GetCurrentProcess();
        List<long> heaps = [];
        var before = Threads(process);
        var most = 0;
        Explorer.Run(Program, new ExplorerOptions
        {
            Strategy = StrategyNames.Random,
            Schedules = Schedules,
            Progress = progress =>
            {
                var number = progress.SchedulesRun;
                if (number == 1_000 || number % 20_000 == 0)
                {
                    heaps.Add(GC.GetTotalMemory(forceFullCollection: true));
                    most = Math.Max(most, Threads(process));
                    results.Row(Number(number), $"{Number(heaps[^1] / 1024.0)} KB", $"{most} ({before} before)");
                }
            },
        });
        // The watchdog, and one to run while the others are blocked.
        var bound = Blockers + 2;
        results.Verdict(heaps[^1] < heaps[0] * 1.1 && most - before <= bound, $"heap {Number(heaps[^1] / (double)heaps[0], "0.00")}× of what it was after 1,000; {most - before} threads more (at most {bound}: one a blocked operation, one that runs, the watchdog).");
    }

    private static async Task Program()
    {
        var gate = new object();
        var count = 0;
        var tasks = new Task[Blockers];
        for (var i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(async () =>
            {
                lock (gate)
                {
                    Interlocked.Increment(ref count);
                }

                await Task.Yield();
            });
        }

        await Task.WhenAll(tasks);
    }

    private static int Threads(Process process)
    {
        process.Refresh();
        return process.Threads.Count;
    }
}
