namespace ConcurrencyTrace.Tracing.Validation;

/// <summary>Something in a trace that cannot have happened.</summary>
/// <param name="Event">Index of the event; null where the trace as a whole is meant.</param>
/// <param name="Text">What is wrong.</param>
public sealed record TraceProblem(int? Event, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Event is { } index ? $"event {index}: {Text}" : Text;
}
