namespace ConcurrencyTrace.Assertions;

/// <summary>Assertions over what happened in a run. One that would need events that the trace does not have fails as inconclusive; it never passes.</summary>
public sealed partial class TraceAssertions
{
    /// <inheritdoc/>
    protected override string Identifier => "trace";

    /// <summary>The source of whoever asserts.</summary>
    internal string SourceFile { get; init; } = "";

    /// <summary>The member that asserts.</summary>
    internal string Member { get; init; } = "";
}
