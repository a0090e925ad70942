namespace ConcurrencyTrace.Exploration;

/// <summary>A failing schedule as a summary tells it.</summary>
public sealed record FailureSummary
{
    /// <summary>What broke.</summary>
    public required FailureKind Kind { get; init; }

    /// <summary>One line that says what broke.</summary>
    public required string Summary { get; init; }

    /// <summary>Number of the schedule within its exploration, from 1.</summary>
    public required int ScheduleNumber { get; init; }

    /// <summary>The text that a person reads; the first 100,000 characters.</summary>
    public required string Report { get; init; }

    /// <summary>The schedule, to be saved and replayed.</summary>
    public required Schedule Schedule { get; init; }
}
