using System.Security.Cryptography;
using System.Text;

namespace ConcurrencyTrace.Exploration.Corpus;

/// <summary>The files of a corpus.</summary>
internal static class CorpusFiles
{
    private const string Extension = ".schedule";

    /// <summary>The files, in an order that is the same everywhere.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*" + Extension).Order(StringComparer.Ordinal)] : [];

    /// <summary>Adds a schedule unless its decisions are there already.</summary>
    /// <returns>Full path of the file that has it.</returns>
    public static string Add(string folder, string kind, Schedule schedule)
    {
        var path = Path.Combine(folder, $"{kind}-{Hash(schedule)}{Extension}");
        if (!File.Exists(path))
        {
            schedule.Save(path);
        }

        return path;
    }

    /// <summary>Names the decisions: two schedules with the same are one.</summary>
    public static string Hash(Schedule schedule)
    {
        var decisions = string.Join('\n', schedule.Decisions.Select(d => $"{d.Kind} {d.Operation} {d.Enabled}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{schedule.Test}\n{decisions}")))[..8];
    }
}
