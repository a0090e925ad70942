namespace ConcurrencyTrace.Exploration;

/// <summary>How far an exploration has come.</summary>
/// <param name="SchedulesRun">Schedules that have ended.</param>
/// <param name="Schedules">Schedules to be run at most.</param>
/// <param name="DistinctOutcomes">How many different <see cref="TraceContext.Outcome"/>s came up.</param>
/// <param name="Elapsed">Real time since the first began.</param>
/// <param name="TimeBudget">Real time after which no further schedule is begun; null when there is none.</param>
public readonly record struct ExplorationProgress(int SchedulesRun, int Schedules, int DistinctOutcomes, TimeSpan Elapsed, TimeSpan? TimeBudget)
{
    /// <summary>What the schedule in progress does, told each second where one takes longer; null when one has just ended.</summary>
    public string? Doing { get; init; }

    /// <summary>Schedules a second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? SchedulesRun / Elapsed.TotalSeconds : 0;

    /// <summary>The time that the rest takes at this rate, or that the budget leaves, whichever is shorter; null before anything is known.</summary>
    public TimeSpan? TimeLeft
    {
        get
        {
            TimeSpan? rest = Rate > 0 ? TimeSpan.FromSeconds((Schedules - SchedulesRun) / Rate) : null;
            return TimeBudget is not { } budget ? rest
                : budget - Elapsed is var left && (rest is null || left < rest) ? (left > TimeSpan.Zero ? left : TimeSpan.Zero)
                : rest;
        }
    }
}
