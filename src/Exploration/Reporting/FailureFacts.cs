namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>What a report says beside the failing run itself.</summary>
/// <param name="ScheduleNumber">Number of the schedule within its exploration.</param>
/// <param name="DecisionsBeforeShrinking">Decisions of the schedule as it was found; null at a replay.</param>
internal sealed record FailureFacts(int ScheduleNumber, int? DecisionsBeforeShrinking)
{
    /// <summary>What a replay should know of code that has changed; null when it has not.</summary>
    public string? ChangedCode { get; init; }

    /// <summary>Where the schedule comes from; null when the exploration found it.</summary>
    public string? Note { get; init; }

    /// <summary>True when running the schedule again did not give the same failure.</summary>
    public bool Unstable { get; init; }
}
