namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>What becomes of a run that is not as approved.</summary>
internal enum BaselineMode
{
    /// <summary>It fails.</summary>
    Compare,

    /// <summary>It is approved.</summary>
    Accept,
}
