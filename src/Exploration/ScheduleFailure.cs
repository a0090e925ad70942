using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>One failing schedule and everything known of it.</summary>
public sealed record ScheduleFailure
{
    /// <summary>What broke.</summary>
    public required FailureKind Kind { get; init; }

    /// <summary>One line that says what broke, without the test's name; stable from run to run.</summary>
    public required string Summary { get; init; }

    /// <summary>The exception; null where nothing was thrown.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The schedule, shrunk where that was possible.</summary>
    public required Schedule Schedule { get; init; }

    /// <summary>What happened in it.</summary>
    public required Trace Trace { get; init; }

    /// <summary>Number of the schedule within its exploration, from 1.</summary>
    public required int ScheduleNumber { get; init; }

    /// <summary>The text that a person reads: what broke, and the interleaving as one column an operation.</summary>
    public required string Report { get; init; }

    /// <summary>The <see cref="Report"/>, which is what the assertion of a test framework shows of a failure that should not be there.</summary>
    public override string ToString() => Report;
}
