using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using ConcurrentPrograms;
using static Benchmarks.Results;

namespace Benchmarks;

/// <summary>The programs without any session, woven against the same source that is not.</summary>
internal static class SwitchedOff
{
    private const int Rounds = 201;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(20);

    public static void Run(Results results, string plain)
    {
        results.Section("Woven, without a session, against unwoven", "The same source compiled twice, on the runtime's own thread pool; microseconds a run; the ratio is the median of those of 201 pairs of runs.");
        results.Table("program", "woven", "unwoven", "ratio");
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(plain, "Coyote.Programs.dll")));
        var get = assembly.GetType(typeof(SixPrograms).FullName!, throwOnError: true)!.GetMethod(nameof(SixPrograms.Get), BindingFlags.Public | BindingFlags.Static)!;
        var ratios = new List<double>();
        for (var i = 0; i < SixPrograms.Names.Count; i++)
        {
            var (woven, unwoven, ratio) = Compare(SixPrograms.Get(i), (Func<Task>)get.Invoke(null, [i])!);
            ratios.Add(ratio);
            results.Row(SixPrograms.Names[i], Number(woven, "#,0.0"), Number(unwoven, "#,0.0"), Number(ratio, "0.000"));
        }

        var mean = Statistics.GeometricMean(ratios);
        results.Verdict(ratios.Max() <= 1.05, $"geometric mean {Number(mean, "0.000")}, highest {Number(ratios.Max(), "0.000")} (each at most 1.05).");
    }

    private static (double Woven, double Unwoven, double Ratio) Compare(Func<Task> woven, Func<Task> unwoven)
    {
        var runs = Math.Max(1, (int)(Round / TimeSpan.FromMicroseconds(Time(woven, Time(woven, 100) < 200 ? 20_000 : 100))));
        Time(unwoven, runs);
        List<double> wovens = [], unwovens = [];
        for (var round = 0; round < Rounds; round++)
        {
            // Who goes first alternates too.
            if (round % 2 == 0)
            {
                wovens.Add(Time(woven, runs));
                unwovens.Add(Time(unwoven, runs));
            }
            else
            {
                unwovens.Add(Time(unwoven, runs));
                wovens.Add(Time(woven, runs));
            }
        }

        return (Statistics.Median(wovens), Statistics.Median(unwovens), Statistics.Median(wovens.Zip(unwovens, (w, u) => w / u)));
    }

    /// <returns>Microseconds a run.</returns>
    private static double Time(Func<Task> program, int runs)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < runs; i++)
        {
            program().GetAwaiter().GetResult();
        }

        return clock.Elapsed.TotalMicroseconds / runs;
    }
}
