using System.Diagnostics;

namespace ConcurrencyTrace.Conformance;

/// <summary>Replays schedules in other processes that have run nothing else.</summary>
internal static class FreshProcess
{
    /// <summary>Saves the schedules and has all of them replayed by each of so many processes, as many at once as there are processors. Each begins with another one, so that each schedule comes first somewhere, and after others elsewhere.</summary>
    /// <returns>What each came to, once a process, by the pair's name.</returns>
    public static ILookup<string, string> Replay(IReadOnlyList<Schedule> schedules, int processes)
    {
        var folder = Directory.CreateTempSubdirectory("conformance");
        try
        {
            foreach (var (index, schedule) in schedules.Index())
            {
                schedule.Save(Path.Combine(folder.FullName, $"{index:D4}.schedule"));
            }

            return Enumerable.Range(0, processes)
                .AsParallel()
                .SelectMany(n => ReplayElsewhere(folder.FullName, first: n * schedules.Count / processes))
                .ToLookup(l => l[0], l => l[1]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The other process: replays every schedule of the folder, from the given one round to the one before it, and prints what each came to.</summary>
    public static int ReplayAll(string folder, int first)
    {
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files.Skip(first).Concat(files.Take(first)))
        {
            var schedule = Schedule.Load(file);
            var replayed = Explorer.Replay(AllPairs.Named(schedule.Test).Buggy, schedule, Judged.Options(schedule.Test));
            Console.WriteLine($"{schedule.Test}\t{Judged.Line(replayed.Failure)}");
        }

        return 0;
    }

    private static List<string[]> ReplayElsewhere(string folder, int first)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(FreshProcess).Assembly.Location, "replay", folder, $"{first}"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return lines.Select(l => l.TrimEnd('\r').Split('\t', 2)).Where(l => l.Length == 2).ToList();
    }
}
