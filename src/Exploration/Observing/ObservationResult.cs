using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>What an observation came to.</summary>
public sealed record ObservationResult
{
    /// <summary>What happened, with times of the wall clock.</summary>
    public required Trace Trace { get; init; }

    /// <summary>What the body threw, or a check that it added with <see cref="TraceContext.AfterRun"/>; null when all went well.</summary>
    public Exception? Exception { get; init; }
}
