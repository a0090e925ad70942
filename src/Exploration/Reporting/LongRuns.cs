namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>What one operation does in a row, with nothing of others in between. The middle of it tells least of how operations came between each other.</summary>
internal static class LongRuns
{
    private const int LeastLength = 12;

    /// <summary>Leaves out the middle of runs, the longest first, until all lines fit or the runs are as short as is of use.</summary>
    public static List<InterleavingRow> Shorten(List<InterleavingRow> rows, int maxLines)
    {
        if (rows.Count <= maxLines)
        {
            return rows;
        }

        var runs = new List<List<InterleavingRow>>();
        foreach (var row in rows)
        {
            if (runs.Count == 0 || runs[^1][0].Operation != row.Operation)
            {
                runs.Add([]);
            }

            runs[^1].Add(row);
        }

        var most = runs.Max(run => run.Count);
        while (most > LeastLength && runs.Sum(run => Math.Min(run.Count, most)) > maxLines)
        {
            most--;
        }

        return [.. runs.SelectMany(run => run.Count <= most ? run : WithoutMiddle(run, most))];
    }

    private static IEnumerable<InterleavingRow> WithoutMiddle(List<InterleavingRow> run, int length)
    {
        var (first, last) = (length / 2, (length - 1) / 2);
        var left = run[first..^last].Sum(row => row.Times);
        return [.. run[..first], new InterleavingRow(run[0].Operation, $"… {left} more steps", "", left), .. run[^last..]];
    }
}
