using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using ConcurrentPrograms;
using static Benchmarks.Results;

namespace Benchmarks;

/// <summary>
/// The programs without any session, woven against the same source that is not. Each in processes of its own in which no session ever ran, as in production:
/// the runtime compiles by what it has seen.
/// </summary>
internal static class SwitchedOff
{
    /// <summary>The argument that makes a process measure one program: followed by the folder of the plain programs and the program's number.</summary>
    public const string Argument = "--switched-off";

    private const int Processes = 15;
    private const int Rounds = 41;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(20);

    public static void Run(Results results, string plain)
    {
        results.Section("Woven, without a session, against unwoven", "The same source compiled twice, on the runtime's own thread pool; microseconds a run; each figure is the median of those of fifteen processes, there the median of those of 41 pairs of runs.");
        results.Table("program", "woven", "unwoven", "ratio");
        var ratios = new List<double>();
        for (var i = 0; i < SixPrograms.Names.Count; i++)
        {
            var measured = Enumerable.Range(0, Processes).Select(_ => InProcess(plain, i)).ToList();
            ratios.Add(Statistics.Median([.. measured.Select(m => m[2])]));
            results.Row(SixPrograms.Names[i], Number(Statistics.Median([.. measured.Select(m => m[0])]), "#,0.0"), Number(Statistics.Median([.. measured.Select(m => m[1])]), "#,0.0"), Number(ratios[^1], "0.000"));
        }

        var mean = Statistics.GeometricMean(ratios);
        results.Verdict(ratios.Max() <= 1.05, $"geometric mean {Number(mean, "0.000")}, highest {Number(ratios.Max(), "0.000")} (each at most 1.05).");
    }

    /// <summary>Measures one program in this process, and prints microseconds a run woven and unwoven, and the ratio.</summary>
    public static void Measure(string plain, int program)
    {
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(plain, "Coyote.Programs.dll")));
        var get = assembly.GetType(typeof(SixPrograms).FullName!, throwOnError: true)!.GetMethod(nameof(SixPrograms.Get), BindingFlags.Public | BindingFlags.Static)!;
        var (woven, unwoven, ratio) = Compare(SixPrograms.Get(program), (Func<Task>)get.Invoke(null, [program])!);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{woven} {unwoven} {ratio}"));
    }

    private static double[] InProcess(string plain, int program) =>
        [.. Child.Run([typeof(SwitchedOff).Assembly.Location, Argument, plain, $"{program}"]).Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];

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
