using System.Diagnostics;

namespace ConcurrencyTrace.Conformance;

/// <summary>Replays schedules in another process that has run nothing else: one process for all of them.</summary>
internal static class FreshProcess
{
    /// <summary>Saves the schedules and has them replayed.</summary>
    /// <returns>What each came to, by the pair's name.</returns>
    public static IReadOnlyDictionary<string, string> Replay(IEnumerable<Schedule> schedules)
    {
        var folder = Directory.CreateTempSubdirectory("conformance");
        try
        {
            foreach (var (index, schedule) in schedules.Index())
            {
                schedule.Save(Path.Combine(folder.FullName, $"{index:D4}.schedule"));
            }

            using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(FreshProcess).Assembly.Location, "replay", folder.FullName]) { RedirectStandardOutput = true })!;
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return lines.Select(l => l.Split('\t', 2)).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1].TrimEnd('\r'));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The other process: replays every schedule of the folder and prints what each came to.</summary>
    public static int ReplayAll(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var schedule = Schedule.Load(file);
            var replayed = Explorer.Replay(AllPairs.Named(schedule.Test).Buggy, schedule, Judged.Options(schedule.Test));
            Console.WriteLine($"{schedule.Test}\t{Judged.Line(replayed.Failure)}");
        }

        return 0;
    }
}
