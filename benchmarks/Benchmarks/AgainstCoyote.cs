using System.Diagnostics;
using System.Globalization;
using ConcurrencyTrace.Exploration;
using ConcurrentPrograms;
using static Benchmarks.Results;

namespace Benchmarks;

/// <summary>Schedules a second, against Coyote's engine over the same programs rewritten by Coyote's tool.</summary>
internal static class AgainstCoyote
{
    private const int Rounds = 5;
    private const double Seconds = 1;

    public static void Run(Results results, string rewritten)
    {
        results.Section("Schedules a second against Microsoft.Coyote 1.7.11", "Strategy Random on both sides. The opposite locks of ABBA are taken under a third lock, so that no schedule fails and ends the run on either side.");
        results.Table("program", "ConcurrencyTrace", "Coyote", "ratio");
        var ratios = new List<double>();
        for (var i = 0; i < SixPrograms.Names.Count; i++)
        {
            List<double> ours = [], coyotes = [];
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(Ours(SixPrograms.Get(i), (ulong)round));
                coyotes.Add(Coyotes(rewritten, i));
            }

            var (our, coyote) = (Statistics.Median(ours), Statistics.Median(coyotes));
            ratios.Add(our / coyote);
            results.Row(SixPrograms.Names[i], Number(our), Number(coyote), Number(our / coyote, "0.0"));
        }

        var mean = Statistics.GeometricMean(ratios);
        results.Verdict(mean >= 20 && ratios.Min() >= 10, $"geometric mean {Number(mean, "0.0")} (at least 20), lowest {Number(ratios.Min(), "0.0")} (at least 10).");
    }

    public static double Ours(Func<Task> body, ulong seed, double seconds = Seconds)
    {
        Explore(body, 200, seed);
        var estimate = Explore(body, 200, seed + 1);
        var schedules = (int)Math.Max(200, seconds / estimate);
        return 1 / Explore(body, schedules, seed + 2);
    }

    /// <returns>Seconds a schedule.</returns>
    private static double Explore(Func<Task> body, int schedules, ulong seed)
    {
        var clock = Stopwatch.StartNew();
        var result = Explorer.Run(body, new ExplorerOptions { Strategy = StrategyNames.Random, Schedules = schedules, Seed = seed });
        var elapsed = clock.Elapsed.TotalSeconds;
        return result.Failure is null && result.Uncontrolled.Count == 0
            ? elapsed / schedules
            : throw new InvalidOperationException(result.Failure?.Report ?? string.Join(Environment.NewLine, result.Uncontrolled));
    }

    private static double Coyotes(string rewritten, int program) =>
        double.Parse(Child.Run([Path.Combine(rewritten, "Coyote.Programs.dll"), $"{program}", Seconds.ToString(CultureInfo.InvariantCulture)]), CultureInfo.InvariantCulture);
}
