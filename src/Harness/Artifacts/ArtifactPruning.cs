using System.IO.Enumeration;
using ConcurrencyTrace.Exploration.Sharding;
using ConcurrencyTrace.Harness.Settings;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>Removes what tests left that have not failed, or are no more, for some days. What is not ours stays.</summary>
internal static class ArtifactPruning
{
    private static readonly HashSet<string> Ours = new(StringComparer.Ordinal)
    {
        "failure.schedule", "failure.ctrace", "failure.txt", "failure.html", "report.md",
        "replay.schedule", "replay.ctrace", "replay.txt", "replay-report.md",
        "observed.ctrace", "observed.txt", "observed.nettrace", "passed.ctrace", "passed.txt",
    };

    private static readonly Lock Gate = new();
    private static bool done;

    /// <summary>Once a process; other tests wait, so that none writes meanwhile. Gives what went wrong, in words.</summary>
    public static string? Once(TraceSettings settings)
    {
        if (settings.PruneArtifactsDays is not { } days)
        {
            return null;
        }

        lock (Gate)
        {
            if (done)
            {
                return null;
            }

            done = true;
            try
            {
                Prune(settings.Artifacts, DateTime.UtcNow - TimeSpan.FromDays(days));
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return HarnessErrors.NotPruned(RunDirectories.Display(settings.Artifacts), e);
            }
        }
    }

    private static bool IsOurs(string file) => Ours.Contains(file) || FileSystemName.MatchesSimpleExpression(SummaryFile.Pattern, file);

    internal static void Prune(string artifacts, DateTime before)
    {
        foreach (var folder in Directory.Exists(artifacts) ? Directory.GetDirectories(artifacts) : [])
        {
            var entries = Directory.GetFileSystemEntries(folder);
            if (entries.Length > 0 && entries.All(entry => IsOurs(Path.GetFileName(entry)) && File.GetLastWriteTimeUtc(entry) < before))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
