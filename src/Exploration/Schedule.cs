namespace ConcurrencyTrace.Exploration;

/// <summary>The decisions that made one run what it was: enough to run it again. Read from and written to a small text file.</summary>
public sealed record Schedule
{
    /// <summary>First word of a schedule file.</summary>
    public const string Magic = "concurrencytrace-schedule";

    /// <summary>The version that this build writes, and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The test, usually <c>Namespace.Class.Method</c>; empty when not known.</summary>
    public required string Test { get; init; }

    /// <summary>The strategy that found the schedule.</summary>
    public required string Strategy { get; init; }

    /// <summary>The exploration's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Number of the schedule within its exploration, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The woven modules that the schedule was found on.</summary>
    public required IReadOnlyList<ScheduleModule> Modules { get; init; }

    /// <summary>The plain memory accesses that were scheduling points, because operations had been seen to conflict there.</summary>
    public IReadOnlyList<ScheduleAccess> SharedAccesses { get; init; } = [];

    /// <summary>What was decided, in order.</summary>
    public required IReadOnlyList<ScheduleDecision> Decisions { get; init; }

    /// <summary>Virtual time for which an operation that can run may be kept from it. None in schedules that were written before there was such a thing.</summary>
    internal TimeSpan Stall { get; init; }

    /// <summary>The file that it was read from; empty for none.</summary>
    internal string File { get; init; } = "";

    /// <summary>The line of the first decision in that file, from 1.</summary>
    internal int FirstDecisionLine { get; init; }

    /// <summary>Reads a schedule from its text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="file">The name that errors give.</param>
    /// <exception cref="ScheduleFormatException">The text is empty, truncated, damaged or of a newer version.</exception>
    public static Schedule Parse(string text, string file = "schedule") => ScheduleFile.Parse(text, file);

    /// <summary>Reads a schedule file.</summary>
    /// <exception cref="ScheduleFormatException">The file cannot be read, or is empty, truncated, damaged or of a newer version.</exception>
    public static Schedule Load(string path)
    {
        try
        {
            return ScheduleFile.Parse(System.IO.File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw ExplorationErrors.UnreadableSchedule(path, e);
        }
    }

    /// <summary>Writes the schedule file, making its folder where needed.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let it be written.</exception>
    public void Save(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        Directory.CreateDirectory(folder!);
        System.IO.File.WriteAllText(path, ToString());
    }

    /// <summary>The text of the schedule file.</summary>
    public override string ToString() => ScheduleFile.Format(this);
}

/// <summary>One decision: which of several operations went on, and what it was about to do.</summary>
/// <param name="Operation">The chosen operation's number, or the chosen number where <paramref name="Kind"/> is <see cref="DecisionKind.Number"/>.</param>
/// <param name="Enabled">How many there were to choose from; for an operation that waited for the outside or came from there, one more than the scheduling points since the decision before.</param>
/// <param name="Kind">What was chosen.</param>
/// <param name="Site">Where the chosen operation was: <c>File.cs:12 Type.Method (Member)</c>.</param>
public sealed record ScheduleDecision(int Operation, int Enabled, DecisionKind Kind, string Site);

/// <summary>A plain memory access that was a scheduling point.</summary>
/// <param name="Id">Identifier of its site.</param>
/// <param name="Site">Where it is: <c>File.cs:12 Type.Method (Type.field)</c>; then <c>#2</c> where it is the second in the module of those that look the same but for their lines.</param>
public sealed record ScheduleAccess(long Id, string Site);

/// <summary>What a decision chose.</summary>
public enum DecisionKind
{
    /// <summary>The operation that runs next.</summary>
    Run,

    /// <summary>Which of several waiting operations a release or signal goes to.</summary>
    Wake,

    /// <summary>A number: one that the program asked for (a random number under control), or which of the timers due at one time fires (0 for none yet).</summary>
    Number,

    /// <summary>Which operation came back next from waiting for something outside our control, such as I/O, or began since it was called from there.</summary>
    External,

    /// <summary>Which operation began to wait for something that may come from outside our control. What was there at once when the schedule was found has no such decision: a replay waits for it in real time.</summary>
    Away,
}

/// <summary>A woven module that a schedule was found on.</summary>
/// <param name="Name">Simple name of the assembly.</param>
/// <param name="Version">Module version identifier (MVID) of the assembly as it was compiled.</param>
public sealed record ScheduleModule(string Name, string Version);
