namespace ConcurrencyTrace.Tracing;

/// <summary>What a trace is of.</summary>
/// <param name="Test">The test's identity; empty when not known.</param>
/// <param name="Mode">Which scheduler ran it and which clock its times are of.</param>
/// <param name="Schedule">Number of the schedule, from 1; 0 in Observe mode.</param>
/// <param name="Seed">The exploration's seed.</param>
public sealed record TraceHeader(string Test, TraceMode Mode, int Schedule, ulong Seed)
{
    /// <summary>What it ran on.</summary>
    public TraceEnvironment Environment { get; init; } = TraceEnvironment.Unknown;

    /// <summary>The woven modules that ran; empty when not known.</summary>
    public IReadOnlyList<TraceModule> Modules { get; init; } = [];

    /// <summary>Whether the runtime's own events were captured: garbage collections, the thread pool and so on, as many as there were.</summary>
    public bool HasRuntimeEvents { get; init; }

    /// <summary>Which system calls the trace has, and why no more, for a person; empty under control, where it has none.</summary>
    public string SystemCalls { get; init; } = "";

    /// <summary>The text of the schedule file that gives this run again; empty when there is none.</summary>
    public string ScheduleText { get; init; } = "";
}
