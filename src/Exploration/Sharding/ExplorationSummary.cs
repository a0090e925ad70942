using ConcurrencyTrace.Exploration.Sharding;

namespace ConcurrencyTrace.Exploration;

/// <summary>What an exploration, or one machine's part of it, came to, as far as a file can tell: read from and written to a small JSON file, and joined with others.</summary>
public sealed record ExplorationSummary
{
    /// <summary>The version of the file that this build writes, and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The test, usually <c>Namespace.Class.Method</c>; empty when not known.</summary>
    public required string Test { get; init; }

    /// <summary>The strategy.</summary>
    public required string Strategy { get; init; }

    /// <summary>The exploration's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The schedules to be run at most, by all machines together.</summary>
    public required int Schedules { get; init; }

    /// <summary>The part that this is of it.</summary>
    public required Shard Shard { get; init; }

    /// <summary>Schedules that were run.</summary>
    public required int SchedulesRun { get; init; }

    /// <summary>True when every schedule there is was run.</summary>
    public required bool Exhausted { get; init; }

    /// <summary>Whether the test would have had the whole judged (<see cref="TraceContext.AfterExploration"/>), which no machine alone can.</summary>
    public bool LeftUnjudged { get; init; }

    /// <summary>In how many of the schedules that passed the test set which <see cref="TraceContext.Outcome"/>; the 1,000 most frequent.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>The 1,000 longest of <see cref="ExplorationResult.LongestBlockedTimes"/>, longest first.</summary>
    public required IReadOnlyList<TimeSpan> LongestBlockedTimes { get; init; }

    /// <summary>What escaped control; the first 100.</summary>
    public required IReadOnlyList<string> Uncontrolled { get; init; }

    /// <summary>The failing schedules: of one machine at most one, of several joined in the order of their numbers, so that the first is what one machine would have found.</summary>
    public required IReadOnlyList<FailureSummary> Failures { get; init; }

    /// <summary>A result, without what a file has no room for.</summary>
    /// <param name="result">The result.</param>
    /// <param name="options">The options that it is the result of.</param>
    public static ExplorationSummary Of(ExplorationResult result, ExplorerOptions options)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(options);
        return SummaryMerge.Bounded(new ExplorationSummary
        {
            Test = options.TestIdentity,
            Strategy = options.Strategy,
            Seed = result.Seed,
            Schedules = options.Schedules,
            Shard = options.Shard,
            SchedulesRun = result.SchedulesRun,
            Exhausted = result.Exhausted,
            LeftUnjudged = result.LeftUnjudged,
            Outcomes = result.Outcomes,
            LongestBlockedTimes = result.LongestBlockedTimes,
            Uncontrolled = result.Uncontrolled,
            Failures = result.Failure is { } failure
                ? [new FailureSummary { Kind = failure.Kind, Summary = failure.Summary, ScheduleNumber = failure.ScheduleNumber, Report = failure.Report, Schedule = failure.Schedule }]
                : [],
        });
    }

    /// <summary>Reads a summary from its text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="file">The name that errors give.</param>
    /// <exception cref="ScheduleFormatException">The text is no summary, damaged, or of a newer version (CTR0020, CTR0021).</exception>
    public static ExplorationSummary Parse(string text, string file = "summary") => SummaryFile.Parse(text, file);

    /// <summary>Reads a summary file.</summary>
    /// <exception cref="ScheduleFormatException">The file cannot be read, is no summary, damaged, or of a newer version (CTR0020, CTR0021).</exception>
    public static ExplorationSummary Load(string path)
    {
        try
        {
            return SummaryFile.Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw ExplorationErrors.UnreadableSummary(path, e);
        }
    }

    /// <summary>Reads what the machines left in a folder and its subfolders (<c>shard-2-of-4.json</c>), and joins it test by test.</summary>
    /// <param name="folder">The folder, for example that of all downloaded artifacts.</param>
    /// <returns>One summary a test, in the order of their names.</returns>
    /// <exception cref="ScheduleFormatException">A file cannot be used (CTR0020, CTR0021).</exception>
    /// <exception cref="ArgumentException">There is none, or those of a test do not fit together (CTR0009, CTR0022).</exception>
    public static IReadOnlyList<ExplorationSummary> MergeFolder(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return SummaryMerge.Folder(folder);
    }

    /// <summary>Joins what the machines that shared an exploration came to into what one machine would have.</summary>
    /// <param name="parts">One of each machine, in any order.</param>
    /// <exception cref="ArgumentException">There is none, one is missing or twice there, or they are of different explorations (CTR0009, CTR0022).</exception>
    public static ExplorationSummary Merge(params IReadOnlyList<ExplorationSummary> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return SummaryMerge.Join(parts);
    }

    /// <summary>Writes the summary file, making its folder where needed.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let it be written.</exception>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, ToString());
    }

    /// <summary>The text of the summary file.</summary>
    public override string ToString() => SummaryFile.Format(this);
}
