using System.Reflection;
using System.Runtime.Loader;
using ConcurrentPrograms;
using static Benchmarks.Results;

namespace Benchmarks;

/// <summary>Schedules a second with accesses to memory woven, against the same programs woven without.</summary>
internal static class MemoryWeaving
{
    private const int Rounds = 7;
    private const double Seconds = 0.5;

    public static void Run(Results results, string memoryless)
    {
        results.Section("Accesses to memory woven, against calls only", "The same source woven twice; schedules a second, strategy Random.");
        results.Table("program", "with memory", "without", "slower by");
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(memoryless, "Memoryless.Programs.dll")));
        var get = assembly.GetType(typeof(SixPrograms).FullName!, throwOnError: true)!.GetMethod(nameof(SixPrograms.Get), BindingFlags.Public | BindingFlags.Static)!;
        var ratios = new List<double>();
        for (var i = 0; i < SixPrograms.Names.Count; i++)
        {
            List<double> withs = [], withouts = [];
            for (var round = 0; round < Rounds; round++)
            {
                withs.Add(AgainstCoyote.Ours(SixPrograms.Get(i), (ulong)round, Seconds));
                withouts.Add(AgainstCoyote.Ours((Func<Task>)get.Invoke(null, [i])!, (ulong)round, Seconds));
            }

            var (with, without) = (Statistics.Median(withs), Statistics.Median(withouts));
            ratios.Add(without / with);
            results.Row(SixPrograms.Names[i], Number(with), Number(without), Number(without / with, "0.00"));
        }

        results.Verdict(ratios.Max() <= 1.5, $"geometric mean {Number(Statistics.GeometricMean(ratios), "0.00")}, highest {Number(ratios.Max(), "0.00")} (each at most 1.5).");
    }
}
