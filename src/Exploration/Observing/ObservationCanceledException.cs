using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>The body of an observation had not come to its end when the waiting for it was cancelled.</summary>
public sealed class ObservationCanceledException : OperationCanceledException
{
    internal ObservationCanceledException(Trace trace, CancellationToken token)
        : base(token) => Trace = trace;

    /// <summary>What happened up to then: where operations are blocked, and by whom.</summary>
    public Trace Trace { get; }
}
